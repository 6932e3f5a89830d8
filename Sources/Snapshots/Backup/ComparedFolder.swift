import Format
import Repository

/// What a folder holds in the snapshot that a backup is compared with: what its counts are about.
///
/// That is mostly what is known of the folder anyway. A row of the scan cache may name another
/// tree, though: whatever set was saved last has written it.
struct ComparedFolder {
  /// `nil` when the folder is new.
  let tree: TreeReference?
  private let trees: TreeReader
  private var nodes: PreviousNodes?
  private var areNodesRead = false

  init(_ tree: TreeReference?, _ trees: TreeReader) {
    self.tree = tree
    self.trees = trees
  }

  /// Damage only means that there is nothing to compare with.
  mutating func node(named name: FileName, besides previous: inout PreviousFolder) -> Node? {
    guard let tree else { return nil }
    if tree == previous.tree { return previous.node(named: name) }
    if !areNodesRead {
      areNodesRead = true
      nodes = try? PreviousNodes(tree, trees)
    }
    return nodes?.node(named: name)
  }
}
