import FileTree
package import Format

/// What there is to say of an entry beside its name, contents and extended attributes, be it of a
/// snapshot or of the disk.
package struct EntryFacts: Hashable, Sendable {
  package let kind: NodeKind
  /// Bytes of a file; 0 for everything else.
  package let size: UInt64
  package let owner: Owner
  package let modified: Timestamp
  /// Of a link; empty for everything else.
  package let target: [UInt8]
  /// What a device node stands for: major << 32 | minor; 0 for everything else.
  package let device: UInt64

  package init(_ node: Node) {
    kind = node.kind
    size = node.size
    owner = node.owner
    modified = node.modified
    if case .symlink(let target) = node.content { self.target = target } else { target = [] }
    switch node.content {
    case .blockDevice(let major, let minor), .characterDevice(let major, let minor):
      device = UInt64(major) << 32 | UInt64(minor)
    default: device = 0
    }
  }

  init(_ status: FileStatus, _ owner: Owner, target: [UInt8]) {
    kind = status.kind
    size = status.kind == .file ? status.size : 0
    self.owner = owner
    modified = status.modified
    self.target = target
    device = status.specialDevice
  }
}

extension Owner {
  /// Whether people would call it the same user: by name, and by number where one has no name.
  func hasSameUser(as other: Owner) -> Bool {
    user.isEmpty || other.user.isEmpty ? userID == other.userID : user == other.user
  }

  func hasSameGroup(as other: Owner) -> Bool {
    group.isEmpty || other.group.isEmpty ? groupID == other.groupID : group == other.group
  }
}
