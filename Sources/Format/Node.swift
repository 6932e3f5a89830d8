/// One entry of a folder (FORMAT.md 7).
package struct Node: Hashable, Sendable {
  /// What a node has beside its name, owner, time and attributes, which depends on its kind.
  package enum Content: Hashable, Sendable {
    /// `ids` are the data chunks in order; with `idsNameLists`, the chunk lists that name them.
    /// Holes ascend and do not touch.
    case file(size: UInt64, ids: [ChunkID], idsNameLists: Bool, holes: [Hole])
    case folder(TreeReference)
    case symlink(target: [UInt8])
    case fifo
    case socket
    case blockDevice(major: UInt32, minor: UInt32)
    case characterDevice(major: UInt32, minor: UInt32)
  }

  package let name: FileName
  package let content: Content
  package let owner: Owner
  package let modified: Timestamp
  /// Equal in all nodes of one snapshot that are the same inode; never of a folder. In memory the
  /// eight bytes are a little-endian number.
  package let hardLinkGroup: UInt64?
  /// Ascending by name.
  package let attributes: [ExtendedAttribute]

  /// Attributes may come in any order, each name once.
  package init(
    name: FileName, owner: Owner, modified: Timestamp, content: Content,
    hardLinkGroup: UInt64? = nil, attributes: [ExtendedAttribute] = []
  ) {
    self.name = name
    self.owner = owner
    self.modified = modified
    self.content = content
    self.hardLinkGroup = hardLinkGroup
    self.attributes =
      attributes.count < 2
      ? attributes : attributes.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    precondition(hardLinkGroup == nil || kind != .folder, "a folder has one link")
  }

  package var kind: NodeKind {
    switch content {
    case .file: .file
    case .folder: .folder
    case .symlink: .symlink
    case .fifo: .fifo
    case .socket: .socket
    case .blockDevice: .blockDevice
    case .characterDevice: .characterDevice
    }
  }

  /// The chunks that the node names itself, in order.
  package var ids: [ChunkID] {
    switch content {
    case .file(_, let ids, _, _): ids
    case .folder(let tree): [tree.id]
    case .symlink, .fifo, .socket, .blockDevice, .characterDevice: []
    }
  }

  package var holes: [Hole] {
    if case .file(_, _, _, let holes) = content { holes } else { [] }
  }

  var flags: NodeFlags {
    var flags: NodeFlags = []
    if !attributes.isEmpty { flags.insert(.attributes) }
    if hardLinkGroup != nil { flags.insert(.hardLinkGroup) }
    switch content {
    case .file(_, _, let idsNameLists, let holes):
      if !holes.isEmpty { flags.insert(.holes) }
      if idsNameLists { flags.insert(.lists) }
    case .folder(let tree):
      if tree.isList { flags.insert(.lists) }
    case .symlink, .fifo, .socket, .blockDevice, .characterDevice: break
    }
    return flags
  }
}
