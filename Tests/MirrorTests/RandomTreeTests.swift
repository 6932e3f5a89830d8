import Format
import TestSupport
import Testing

@testable import Mirror

/// Random trees that two people edit apart: 20 000 by default; with `MARTLET_SOAK=n` in the
/// environment of the built tests, n millions.
struct RandomTreeTests {
  private static let count = isSoak ? max(1, soakMillions) * 1_000_000 : 20_000

  @Test("P1 to P13, P17: random trees perturbed twice")
  func perturbedTwice() throws {
    var counts = (steps: 0, moves: 0, conflicts: 0, plans: 0)
    for seed in 0..<UInt64(Self.count) {
      do throws(Trial.Violation) {
        let trial = try check(seed)
        counts.plans += 5
        counts.steps += trial.plan.steps.count
        counts.moves += trial.plan.hasMoves ? 1 : 0
        counts.conflicts += trial.plan.notices.isEmpty ? 0 : 1
      } catch {
        Issue.record("seed \(seed): \(error)")
        return
      }
    }
    print(
      "\(Self.count) random trees perturbed twice, \(counts.plans) plans, \(counts.steps) steps;",
      "\(counts.moves) with moves, \(counts.conflicts) with notices")
  }

  private func check(_ seed: UInt64) throws(Trial.Violation) -> Trial {
    var random = SeededGenerator(seed: seed)
    let old = RandomTree(using: &random)
    var a = old.edited(seed: 1, using: &random)
    var b = old.edited(seed: 2, using: &random)
    if random.chance(6) { a.hideSomething(using: &random) }
    if random.chance(6) { b.hideSomething(using: &random) }
    let baseline = random.chance(10) ? nil : old.tree
    let trial = try Trial(baseline, a.tree, b.tree)
    try trial.checkAlways()
    try trial.checkSymmetry()
    try trial.checkOneSided()
    try trial.checkOrder(using: &random)
    try trial.checkUnknown(using: &random)

    let options = Self.options(using: &random)
    let other = try Trial(baseline, a.tree, b.tree, options)
    try other.checkAlways()
    try other.checkSymmetry()
    try other.checkOneSided()
    try other.checkHeld()
    if options.renames == .on { try other.checkOrder(using: &random) }
    return trial
  }

  private static func options(using random: inout SeededGenerator) -> MirrorOptions {
    Trial.standard.with {
      $0.direction = MirrorOptions.Direction.allCases.randomElement(using: &random, or: .twoWay)
      $0.conflicts = ConflictPolicy.allCases.randomElement(using: &random, or: .keepBoth)
      $0.renames = random.chance(3) ? .off : .on
      $0.comparison = random.chance(5) ? .slow : .fast
    }
  }
}
