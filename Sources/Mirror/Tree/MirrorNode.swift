package import Format

/// One entry of a mirrored folder, as the planner sees it: what it is, not where its bytes are.
///
/// About 120 bytes and its name, once, in however many trees it is; a million of them are bearable.
package struct MirrorNode: Sendable {
  /// Equal contents are the same bytes, whichever side they come from.
  package enum Content: Hashable, Sendable {
    case file(ContentID, size: UInt64)
    /// Ascending by name, no two equal.
    case folder([MirrorNode])
    /// A folder that has one and the same tree on both sides and in the baseline, which nobody has
    /// looked into: nothing in it is planned. The tree says what it is, in one repository.
    case sealed(TreeReference)
    /// `sha256` is that of the target's bytes: it names conflict copies and settles ties.
    case symlink(target: [UInt8], sha256: Bytes32)
    /// FIFO, socket or device, which travels as a whole; `device` is major << 32 | minor, or 0.
    case special(NodeKind, device: UInt64)
    /// Excluded, unreadable, on another file system: something may be there, with anything in it.
    /// Nothing is planned at such a path or below it (R10).
    case unknown
  }

  /// A reference, because a node of A is most often one of B, of the next baseline and of a step
  /// too, and because a node on the stack of every folder around is a megabyte soon.
  private final class Storage: Sendable {
    let name: FileName
    let metadata: MirrorMetadata
    let content: Content
    let hasUnknown: Bool

    init(name: FileName, metadata: MirrorMetadata, content: Content) {
      self.name = name
      self.metadata = metadata
      self.content = content
      hasUnknown =
        switch content {
        case .unknown: true
        case .folder(let nodes): nodes.contains(where: \.hasUnknown)
        case .file, .sealed, .symlink, .special: false
        }
    }
  }

  private let storage: Storage

  package init(name: FileName, metadata: MirrorMetadata, content: Content) {
    storage = Storage(name: name, metadata: metadata, content: content)
  }

  /// The mark that nothing is known of what has this name.
  package static func unknown(_ name: FileName) -> MirrorNode {
    MirrorNode(name: name, metadata: .unknown, content: .unknown)
  }

  package var name: FileName { storage.name }
  package var metadata: MirrorMetadata { storage.metadata }
  package var content: Content { storage.content }

  package var isUnknown: Bool {
    if case .unknown = content { true } else { false }
  }

  package var isFolder: Bool {
    switch content {
    case .folder, .sealed: true
    case .file, .symlink, .special, .unknown: false
    }
  }

  /// A file, link or special file.
  package var isLeaf: Bool { !isFolder && !isUnknown }

  /// It is unknown, or something in it is.
  package var hasUnknown: Bool { storage.hasUnknown }

  /// Nothing, of a leaf.
  package var nodes: [MirrorNode] {
    if case .folder(let nodes) = content { nodes } else { [] }
  }
}

extension MirrorNode: Hashable {
  package static func == (left: Self, right: Self) -> Bool {
    left.storage === right.storage
      || left.name == right.name && left.metadata == right.metadata
        && left.content == right.content
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(metadata)
    hasher.combine(content)
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
    case (.file, .file), (.symlink, .symlink): true
    case (.folder, _), (.sealed, _): other.isFolder
    case (.special(let mine, _), .special(let theirs, _)): mine == theirs
    default: false
    }
  }

  func named(_ name: FileName) -> MirrorNode {
    MirrorNode(name: name, metadata: metadata, content: content)
  }

  func with(_ metadata: MirrorMetadata) -> MirrorNode {
    metadata == self.metadata
      ? self : MirrorNode(name: name, metadata: metadata, content: content)
  }

  func holding(_ nodes: [MirrorNode]) -> MirrorNode {
    MirrorNode(name: name, metadata: metadata, content: .folder(nodes))
  }

  /// What a step says of it: a folder without what is in it.
  var alone: MirrorNode { isFolder && content != .folder([]) ? holding([]) : self }

  /// Without the unknown, which no other side can receive; `nil` if it is unknown itself.
  var known: MirrorNode? {
    if isUnknown { return nil }
    return hasUnknown ? holding(nodes.compactMap(\.known)) : self
  }
}
