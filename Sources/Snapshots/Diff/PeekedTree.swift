import Format
import Repository

/// A sorted tree with its next step in view, without what patterns leave out.
struct PeekedTree<Tree: SortedTree> {
  private(set) var tree: Tree
  private var head: TreeStep<Tree.Entry>?

  init(_ tree: Tree) {
    self.tree = tree
  }

  /// The next step; `folder` is the path of the one that the walk is in.
  mutating func peek(
    _ selection: DiffSelection, in folder: [UInt8]
  ) throws(RepositoryError) -> TreeStep<Tree.Entry>? {
    while head == nil, let next = try tree.next() {
      switch next {
      case .enter(let entry) where selection.leavesOut(entry.name.bytes, .folder, in: folder):
        tree.skipFolder()
      case .entry(let entry) where selection.leavesOut(entry.name.bytes, entry.kind, in: folder):
        continue
      case .unreadable(let entry)
      where entry.name.map { selection.leavesOut($0, entry.kind ?? .folder, in: folder) } == true:
        continue
      default: head = next
      }
    }
    return head
  }

  /// Goes on behind the step in view.
  mutating func take() {
    head = nil
  }

  /// Passes over the folder of which the `enter` was taken just now.
  mutating func skipFolder() {
    tree.skipFolder()
  }
}

/// What of the trees is compared.
package struct DiffSelection: Sendable {
  /// Patterns of what is left out on both sides, relative to the source as in a backup.
  package var excluded = IgnoreRules()
  /// Where in its source the root lies whose entries are compared.
  package var place: [UInt8] = []
  /// Whether the root is over several sources.
  package var isOverSources = false

  package init() {}

  func leavesOut(_ name: [UInt8], _ kind: NodeKind, in folder: [UInt8]) -> Bool {
    guard !excluded.isEmpty else { return false }
    var path = folder.appending(path: name)
    if isOverSources {
      guard let slash = path.firstIndex(of: UInt8(ascii: "/")) else { return false }
      path.removeSubrange(...slash)
    }
    let rule = excluded.lastMatch(place.appending(path: path), kind: kind)
    return rule.map { !$0.isNegated } ?? false
  }
}
