package import Format

/// One entry of a mirrored folder, as the planner sees it: what it is, not where its bytes are.
///
/// About 100 bytes and its name; a million of them are bearable, three times.
package struct MirrorNode: Hashable, Sendable {
  /// Equal contents are the same bytes, whichever repository, machine or side they come from.
  package enum Content: Hashable, Sendable {
    case file(sha256: Bytes32, size: UInt64)
    /// Ascending by name, no two equal.
    case folder([MirrorNode])
    /// `sha256` is that of the target's bytes: it names conflict copies and settles ties.
    case symlink(target: [UInt8], sha256: Bytes32)
    /// FIFO, socket or device, which travels as a whole; `device` is major << 32 | minor, or 0.
    case special(NodeKind, device: UInt64)
    /// Excluded, unreadable, on another file system: something may be there, with anything in it.
    /// Nothing is planned at such a path or below it (R10).
    case unknown
  }

  package var name: FileName
  package var metadata: MirrorMetadata
  package var content: Content

  package init(name: FileName, metadata: MirrorMetadata, content: Content) {
    self.name = name
    self.metadata = metadata
    self.content = content
  }

  /// The mark that nothing is known of what has this name.
  package static func unknown(_ name: FileName) -> MirrorNode {
    MirrorNode(name: name, metadata: .unknown, content: .unknown)
  }

  package var isUnknown: Bool {
    if case .unknown = content { true } else { false }
  }

  package var isFolder: Bool {
    if case .folder = content { true } else { false }
  }

  /// A file, link or special file.
  package var isLeaf: Bool { !isFolder && !isUnknown }

  /// Nothing, of a leaf.
  package var nodes: [MirrorNode] {
    if case .folder(let nodes) = content { nodes } else { [] }
  }
}

extension MirrorNode {
  /// Both are leaves, of one kind and content; metadata may differ.
  func isSameLeaf(as other: MirrorNode?) -> Bool {
    guard let other, isLeaf else { return false }
    return content == other.content
  }

  /// Whether metadata of one means anything to the other.
  func isSameKind(as other: MirrorNode) -> Bool {
    switch (content, other.content) {
    case (.file, .file), (.folder, .folder), (.symlink, .symlink): true
    case (.special(let mine, _), .special(let theirs, _)): mine == theirs
    default: false
    }
  }

  func named(_ name: FileName) -> MirrorNode {
    MirrorNode(name: name, metadata: metadata, content: content)
  }

  func holding(_ nodes: [MirrorNode]) -> MirrorNode {
    MirrorNode(name: name, metadata: metadata, content: .folder(nodes))
  }

  /// What a step says of it: a folder without what is in it.
  var alone: MirrorNode { isFolder ? holding([]) : self }

  /// Without the unknown, which no other side can receive; `nil` if it is unknown itself.
  var known: MirrorNode? {
    guard isFolder else { return isUnknown ? nil : self }
    guard nodes.contains(where: \.hasUnknown) else { return self }
    return holding(nodes.compactMap(\.known))
  }

  var hasUnknown: Bool { isUnknown || nodes.contains(where: \.hasUnknown) }
}
