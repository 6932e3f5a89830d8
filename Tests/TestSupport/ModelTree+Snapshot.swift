import Format
package import Snapshots

extension ModelTree {
  /// Everything in a snapshot, read to the last byte.
  package init(_ view: SnapshotView) throws {
    try add(view.root, view, as: "")
  }

  private mutating func add(
    _ entry: SnapshotView.Entry, _ view: SnapshotView, as path: String
  ) throws {
    if let node = entry.node { entries[path] = try Entry(node, view) }
    for child in try view.children(of: entry) {
      let name = child.name?.lossyText ?? ""
      try add(child, view, as: path.isEmpty ? name : "\(path)/\(name)")
    }
  }
}

extension ModelTree.Entry {
  fileprivate init(_ node: Node, _ view: SnapshotView) throws {
    self.init(
      content: try ModelTree.Content(node, view), permissions: node.owner.permissions,
      userID: node.owner.userID, groupID: node.owner.groupID, modified: node.modified,
      attributes: node.attributes)
  }
}

extension ModelTree.Content {
  fileprivate init(_ node: Node, _ view: SnapshotView) throws {
    switch node.content {
    case .file:
      var bytes: [UInt8] = []
      try view.read(node) { bytes += $0 }
      self = .file(bytes)
    case .folder: self = .folder
    case .symlink(let target): self = .symlink(target)
    case .fifo: self = .fifo
    case .socket: self = .socket
    case .blockDevice(let major, let minor):
      self = .device(isBlock: true, major: major, minor: minor)
    case .characterDevice(let major, let minor):
      self = .device(isBlock: false, major: major, minor: minor)
    }
  }
}
