/// What a plan means for one side, in numbers: what the rails judge and the last line of `--plan`.
///
/// Leaves are counted, not folders: files, links and special files are what people lose.
package struct Tally: Hashable, Sendable {
  /// On the side before the run; what is in unknown subtrees is not among them.
  package var leaves = 0
  package var removed = 0
  /// Leaves that get another content, or give way to a folder.
  package var overwritten = 0
  package var created = 0
  package var moved = 0
  /// Bytes of files to be written.
  package var writtenBytes: UInt64 = 0
  /// Of the baseline, with renames carried out and what is unknown left out; 0 without a baseline
  /// and in a refresh.
  package var baselineLeaves = 0
  /// Of these, how many are gone from the side or differ in anything, metadata included.
  package var changedLeaves = 0
}

extension Tally {
  /// Of `side`'s tree as it was read, and of the plan's steps on it.
  init(_ tree: MirrorTree, _ side: Side, steps: [MirrorStep]) {
    leaves = Self.leaves(tree.nodes) + tree.sealedLeaves
    for step in steps where step.side == side { count(step) }
  }

  private mutating func count(_ step: MirrorStep) {
    let wasLeaf = step.before?.isLeaf ?? false
    switch step.action {
    case .create(let node, _):
      if node.isLeaf { created += 1 }
      countBytes(node)
    case .replace(let node, _):
      if wasLeaf { overwritten += 1 } else { created += 1 }
      countBytes(node)
    case .move: moved += 1
    case .remove: if wasLeaf { removed += 1 }
    case .setMetadata: break
    }
  }

  private mutating func countBytes(_ node: MirrorNode) {
    if case .file(_, let size) = node.content {
      writtenBytes = writtenBytes.addingReportingOverflow(size).partialValue
    }
  }

  static func leaves(_ nodes: [MirrorNode]) -> Int {
    nodes.reduce(0) { $0 + ($1.isLeaf ? 1 : leaves($1.nodes)) }
  }

  /// Compares a side with the baseline, both with renames carried out.
  mutating func countChanges(
    since baseline: MirrorTree, in side: MirrorTree,
    areEqual: (MirrorMetadata, MirrorMetadata) -> Bool
  ) {
    baselineLeaves = baseline.sealedLeaves
    countChanges(since: baseline.nodes, in: side.nodes, areEqual: areEqual)
  }

  private mutating func countChanges(
    since baseline: [MirrorNode], in side: [MirrorNode],
    areEqual: (MirrorMetadata, MirrorMetadata) -> Bool
  ) {
    for row in NodeJoin(baseline, side) {
      guard let old = row.baseline, row.a?.isUnknown != true else { continue }
      if old.isFolder {
        countChanges(since: old.nodes, in: row.a?.nodes ?? [], areEqual: areEqual)
      } else {
        baselineLeaves += 1
        let isAsItWas =
          row.a.map { $0.isSameLeaf(as: old) && areEqual($0.metadata, old.metadata) } ?? false
        if !isAsItWas { changedLeaves += 1 }
      }
    }
  }
}
