/// Which of the columns of a tree piece that not every node has, a node has (FORMAT.md 7.1).
struct NodeFlags: OptionSet {
  let rawValue: UInt8

  static let attributes = NodeFlags(rawValue: 1)
  static let hardLinkGroup = NodeFlags(rawValue: 2)
  static let holes = NodeFlags(rawValue: 4)
  /// The IDs name lists: chunk lists of a file, the tree list of a folder.
  static let lists = NodeFlags(rawValue: 8)

  /// The flags that a node of that kind may have [7.1-d].
  static func permitted(for kind: NodeKind) -> NodeFlags {
    switch kind {
    case .file: [.attributes, .hardLinkGroup, .holes, .lists]
    case .folder: [.attributes, .lists]
    case .symlink, .fifo, .socket, .blockDevice, .characterDevice: [.attributes, .hardLinkGroup]
    }
  }
}
