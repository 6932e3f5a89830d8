import Format
import TestSupport

@testable import Mirror

/// The properties P1 to P13 and P17 of a mirror, as far as they are a planner's. (P17 is that every
/// trial performs the steps on models that look before each, and judges what is there afterwards.)
extension Trial {
  /// What holds of every plan in every direction, and nearly free.
  func checkAlways() throws(Violation) {
    try checkNames()
    try checkConvergence()
    try checkNothingLost()
    try checkUntouched()
    try checkBaseline()
    try checkDirection()
  }

  /// P10: names ascend, and none is there twice; nothing unknown is agreed on.
  private func checkNames() throws(Violation) {
    for tree in [afterA, afterB, plan.baseline] {
      try demand(tree.nodes.isInOrder, "names out of order")
    }
    try demand(!plan.baseline.nodes.contains(where: \.hasUnknown), "unknown in the baseline")
    try demand(
      !plan.baseline.entries.values.contains { $0.metadata == .unknown }, "metadata of nothing")
  }

  /// P2: the next plan is empty and changes the baseline no more.
  private func checkConvergence() throws(Violation) {
    let next = MirrorPlan(baseline: plan.baseline, a: afterA, b: afterB, options: options)
    try demand(next.steps.isEmpty, "does not converge: \(next.steps.map(\.line))")
    try demand(
      next.baseline == plan.baseline, "another baseline: \(next.baseline.words)")
  }

  /// P1: what neither side had at the last agreement is still there, on both sides if the policy
  /// keeps both; in a one-way run on its own.
  private func checkNothingLost() throws(Violation) {
    guard options.direction != .refresh else { return }
    let old = baseline?.leaves ?? []
    let sides = (a.leaves.subtracting(old), b.leaves.subtracting(old))
    switch (options.direction, options.conflicts) {
    case (.twoWay, .keepBoth), (.twoWay, .merge):
      let all = sides.0.union(sides.1)
      try demand(all.isSubset(of: afterA.leaves.union(unknownB)), "lost on A")
      try demand(all.isSubset(of: afterB.leaves.union(unknownA)), "lost on B")
    case (.twoWay, .newer), (.twoWay, .a), (.twoWay, .b): break
    default:
      try demand(sides.0.isSubset(of: afterA.leaves), "lost on A")
      try demand(sides.1.isSubset(of: afterB.leaves), "lost on B")
    }
  }

  /// What may not reach the other side, because something unknown is in its way there.
  private var unknownA: Set<MirrorNode.Content> { hasUnknown ? a.leaves : [] }
  private var unknownB: Set<MirrorNode.Content> { hasUnknown ? b.leaves : [] }
  private var hasUnknown: Bool { (a.nodes + b.nodes).contains(where: \.hasUnknown) }

  /// P3: no step concerns a leaf that is as it was on both sides.
  private func checkUntouched() throws(Violation) {
    guard let baseline, options.direction != .refresh, options.comparison == .fast else { return }
    for step in plan.steps where step.before?.isLeaf == true || step.before == nil {
      guard let old = baseline.node(at: step.path), old.isLeaf else { continue }
      let isUntouched =
        a.node(at: step.path) == old && b.node(at: step.path) == old
      try demand(!isUntouched, "touched: \(step.line)")
    }
  }

  /// P13: the new baseline has exactly what is equal, and where the sides differ nothing but what
  /// it had.
  private func checkBaseline() throws(Violation) {
    let old = baseline?.entries ?? [:]
    let (entriesA, entriesB, new) = (afterA.entries, afterB.entries, plan.baseline.entries)
    let oldContents = Set(old.values.map(\.content))
    for path in Set(entriesA.keys).union(entriesB.keys).union(new.keys) {
      let (nodeA, nodeB) = (entriesA[path], entriesB[path])
      if nodeA == nodeB, nodeA?.isUnknown != true {
        // Below a name that stays apart the baseline stays as it was.
        let isBelowOther = path.ancestors.contains {
          entriesA[$0] != entriesB[$0] || entriesA[$0]?.isUnknown == true
        }
        try demand(
          new[path] == nodeA || isBelowOther, "equal and not agreed: \(path.lossyText)")
      } else if let node = new[path] {
        try demand(
          options.direction == .refresh || oldContents.contains(node.content)
            || node.content == nodeA?.content && node.content == nodeB?.content,
          "agreed and not equal: \(path.lossyText)")
      }
    }
  }

  private func checkDirection() throws(Violation) {
    if options.direction != .twoWay {
      try demand(afterA == a, "A changed")
      try demand(plan.steps.allSatisfy { $0.side == .b }, "a step on A")
    }
    if options.direction == .refresh, !hasUnknown {
      try demand(afterB == a, "B is not A")
    }
    if baseline == nil || options.comparison == .slow, options.direction != .refresh {
      // P8
      try demand(!plan.steps.contains { $0.action == .remove }, "deleted without a baseline")
    }
    if options.direction == .oneWay { try checkOwnEdits() }
  }

  /// What B edited for itself in a one-way run is as it was.
  private func checkOwnEdits() throws(Violation) {
    let old = options.comparison == .slow ? nil : baseline
    for (path, node) in b.entries where node.isLeaf {
      let was = old?.node(at: path)
      guard !node.isSameLeaf(as: was), !plan.hasMoves else { continue }
      try demand(
        node.isSameLeaf(as: afterB.node(at: path)), "B's own edit is gone: \(path.lossyText)")
    }
  }

  /// P5: with the sides exchanged, the same steps on the other sides.
  func checkSymmetry() throws(Violation) {
    guard options.direction == .twoWay else { return }
    let mirror = MirrorPlan(baseline: baseline, a: b, b: a, options: options.mirrored)
    let theirs = Set(mirror.steps.map(\.mirrored))
    let mine = Set(plan.steps)
    try demand(
      mine == theirs, "not symmetric: \(mine.symmetricDifference(theirs).map(\.line).sorted())")
    try demand(mirror.baseline == plan.baseline, "another baseline: \(mirror.baseline.words)")
    try demand(mirror.notices.count == plan.notices.count, "other notices")
  }

  /// P6: any order that the stages allow ends the same.
  func checkOrder(using random: inout SeededGenerator) throws(Violation) {
    let after = try performed(plan.steps.shuffledWithinStages(using: &random))
    try demand(after == (afterA, afterB), "another order ends elsewhere")
  }

  /// P11: if one side alone changed, both sides end as that one, renames or not. (If both did, R9
  /// is the difference.)
  func checkOneSided() throws(Violation) {
    guard options.direction == .twoWay, options.comparison == .fast, !hasUnknown else { return }
    if b == baseline { try demand(afterA == a && afterB == a, "is not as A") }
    if a == baseline { try demand(afterA == b && afterB == b, "is not as B") }
  }

  /// P9: marking something of A unknown deletes nothing more on either side.
  ///
  /// Judged without renames. A mark may hide what a file was renamed to, and so leave it deleted,
  /// or the second of two that it might have been renamed to, and so let an edit or a deletion
  /// follow it: R9 as it should be, and no deletion of what is unknown.
  func checkUnknown(using random: inout SeededGenerator) throws(Violation) {
    let paths = a.entries.keys.filter { $0 != .root }.sorted()
    guard let path = paths.randomElement(using: &random) else { return }
    let hidden = a.marked(unknown: path)
    let byPath = options.with { $0.renames = .off }
    for options in [options, byPath] {
      let marked = try Trial(baseline, hidden, b, options)
      try marked.checkAlways()
      try marked.demand(
        marked.afterA.entries.values.contains(where: \.isUnknown), "the unknown is gone")
    }
    let plan = MirrorPlan(baseline: baseline, a: a, b: b, options: byPath)
    let marked = MirrorPlan(baseline: baseline, a: hidden, b: b, options: byPath)
    let more = Set(marked.deletions).subtracting(plan.deletions)
    try demand(more.isEmpty, "unknown \(path.lossyText) deletes more: \(more)")
  }

  /// P4: with `hold`, what conflicts is as it was on each side and in the baseline. Judged without
  /// renames, which may have happened within it.
  func checkHeld() throws(Violation) {
    guard options.comparison == .fast, options.conflicts == .hold else { return }
    try Trial(baseline, a, b, options.with { $0.renames = .off }).checkHeldByPath()
  }

  private func checkHeldByPath() throws(Violation) {
    for notice in plan.notices where notice.kind == .unresolved {
      try demand(
        afterA.node(at: notice.path) == a.node(at: notice.path)
          && afterB.node(at: notice.path) == b.node(at: notice.path),
        "not held: \(notice.path.lossyText)")
      try demand(
        plan.baseline.node(at: notice.path) == baseline?.node(at: notice.path),
        "held, and not in the baseline: \(notice.path.lossyText)")
    }
  }
}
