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
    case .unchanged, .row, .nothing: nodes = recalled.tree.flatMap { try? PreviousNodes($0, trees) }
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
    if case .same(_, let fingerprints, _) = recalled { fingerprints.count } else { nodes?.count }
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
      return row.entry(named: name, near: &position)?.vouches(for: status) ?? false
    }
  }

  /// Of what the node of a file holds that is to be read again.
  mutating func fingerprint(of name: FileName) -> Fingerprint? {
    guard case .row(let row) = recalled else { return nil }
    return row.entry(named: name, near: &position)?.fingerprint
  }
}

extension ScanRow {
  /// What it says of the file of that name; `position` is where it was asked last.
  func entry(named name: FileName, near position: inout Int) -> Entry? {
    position = entries.position(of: name, near: position) { $0.name }
    return position < entries.count && entries[position].name == name ? entries[position] : nil
  }
}
