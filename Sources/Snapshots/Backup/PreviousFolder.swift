import FileTree
import Format
import Repository

/// What is known of a folder from before: its nodes, and the scan row that may vouch for them.
///
/// The nodes come from the tree that the row names, or without a row from the snapshot compared
/// with.
struct PreviousFolder {
  /// The folder's tree; `nil` when the folder is new.
  let tree: TreeReference?
  private let nodes: PreviousNodes?
  let row: ScanRow?

  static var none: PreviousFolder { PreviousFolder(tree: nil, nodes: nil, row: nil) }

  /// Finds the nodes. Damage only means that there is nothing to compare with.
  static func load(
    row: ScanRow?, compared: TreeReference?, _ trees: TreeReader
  ) -> PreviousFolder {
    if let row, let nodes = try? PreviousNodes(row.tree, trees) {
      return PreviousFolder(tree: row.tree, nodes: nodes, row: row)
    }
    if let compared, let nodes = try? PreviousNodes(compared, trees) {
      return PreviousFolder(tree: compared, nodes: nodes, row: nil)
    }
    return .none
  }

  func node(named name: FileName) -> Node? { nodes?.node(named: name) }

  /// The tree of a subfolder.
  func subtree(_ name: FileName) -> TreeReference? {
    if case .folder(let tree)? = node(named: name)?.content { tree } else { nil }
  }

  /// Whether the row proves that the file still is what `node` says: same size, times and inode,
  /// and settled when it was read.
  func vouches(for name: FileName, _ status: FileStatus) -> Bool {
    guard let entry = row?.entry(named: name) else { return false }
    return entry.isSettled && entry.size == status.size && entry.modified == status.modified
      && entry.changed == status.changed && entry.inode == status.inode
  }
}
