import FileTree
import Format
import Repository

/// What is known of a folder from before: its nodes, and what the scan cache recalls of them.
///
/// The nodes come from the tree that the row names, or without a row from the snapshot compared
/// with. They are read when one is asked for: of most folders nothing changes.
struct PreviousFolder {
  /// The folder's tree; `nil` when the folder is new.
  let tree: TreeReference?
  let recalled: RecalledFolder
  private let trees: TreeReader
  /// `nil` until they are read, and where there are none.
  private var nodes: PreviousNodes?
  private var areNodesRead = false
  /// Where in the row the name stands that was asked for last.
  private var position = 0

  /// Damage only means that there is nothing to compare with.
  init(_ recalled: RecalledFolder, compared: TreeReference?, _ trees: TreeReader) {
    self.trees = trees
    switch recalled {
    case .same(let tree, _, _):
      (self.recalled, self.tree) = (recalled, tree)
      return
    case .unchanged(let tree, _):
      nodes = try? PreviousNodes(tree, trees)
    case .row(let row):
      nodes = try? PreviousNodes(row.tree, trees)
    case .nothing: break
    }
    areNodesRead = true
    if nodes != nil, let tree = recalled.tree {
      (self.recalled, self.tree) = (recalled, tree)
    } else {
      nodes = compared.flatMap { try? PreviousNodes($0, trees) }
      (self.recalled, tree) = (.nothing, nodes == nil ? nil : compared)
    }
  }

  /// Nodes of the folder, if their number is known.
  var count: Int? {
    if case .same(_, let files, _) = recalled { files } else { nodes?.count }
  }

  /// Files for which there are rows.
  var rowCount: Int? {
    switch recalled {
    case .nothing: nil
    case .same(_, let files, _), .unchanged(_, let files): files
    case .row(let row): row.entries.count
    }
  }

  mutating func node(named name: FileName) -> Node? {
    if !areNodesRead {
      areNodesRead = true
      nodes = tree.flatMap { try? PreviousNodes($0, trees) }
    }
    return nodes?.node(named: name)
  }

  /// Whether it is proved that the file still is what its node says.
  mutating func vouches(for name: FileName, _ status: FileStatus) -> Bool {
    switch recalled {
    case .nothing: return false
    case .same, .unchanged: return true
    case .row(let row):
      position = row.entries.position(of: name, near: position) { $0.name }
      guard position < row.entries.count, row.entries[position].name == name else { return false }
      return row.entries[position].vouches(for: status)
    }
  }
}

extension RecalledFolder {
  /// The tree that the row names.
  fileprivate var tree: TreeReference? {
    switch self {
    case .nothing: nil
    case .same(let tree, _, _), .unchanged(let tree, _): tree
    case .row(let row): row.tree
    }
  }
}
