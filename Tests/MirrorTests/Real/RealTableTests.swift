import Format
import Repository
import Snapshots
import SystemPackage
import TestSupport
import Testing

@testable import Mirror

/// The decisions of the table, carried out on real folders.
struct RealTableTests {
  private static let cells =
    TableTests.files + TableTests.kinds + TableTests.renames + TableTests.folders
    + TableTests.created

  @Test("P1, P2, P13, P17: every cell of the table on a disk, in both directions")
  func cells() throws {
    var steps = 0
    for cell in Self.cells {
      for (a, b) in [(cell.a, cell.b), (cell.b, cell.a)] {
        let pair = try RealPair()
        if let baseline = cell.baseline { try pair.agree(on: .of(baseline)) }
        steps += try pair.check(.of(a), .of(b), cell.title)
      }
    }
    print("\(Self.cells.count) cells on a disk in both directions, \(steps) steps")
  }

  @Test("P16, P17: random trees perturbed twice, by plan and executor")
  func randomTrees() throws {
    let count = isSoak ? 5_000 : 500
    var counts = (steps: 0, undone: 0)
    for seed in 0..<UInt64(count) {
      var random = SeededGenerator(seed: seed)
      let old = RandomTree(using: &random)
      let a = old.edited(seed: 1, using: &random)
      let b = old.edited(seed: 2, using: &random)
      let pair = try RealPair(workers: random.chance(10) ? 2 : 1)
      if !random.chance(10) { try pair.agree(on: old.tree) }
      try pair.a.become(a.tree)
      try pair.b.become(b.tree)
      let before = (try pair.a.model(), try pair.b.model())
      let result = try pair.checked("seed \(seed)")
      counts.steps += result.stepsDone
      guard seed % 2 == 0 else { continue }
      let undone = try pair.undo(result)
      #expect(undone.result.isExact, "seed \(seed): \(undone.result)")
      #expect(try pair.a.model().differences(from: before.0) == [], "seed \(seed)")
      #expect(try pair.b.model().differences(from: before.1) == [], "seed \(seed)")
      counts.undone += 1
    }
    print("\(count) random pairs on a disk, \(counts.steps) steps, \(counts.undone) undone exactly")
  }
}

extension RealPair {
  /// Makes the roots these trees and runs, with all that must hold; returns how many steps it was.
  func check(_ a: MirrorTree, _ b: MirrorTree, _ title: String) throws -> Int {
    try self.a.become(a)
    try self.b.become(b)
    return try checked(title).stepsDone
  }

  @discardableResult
  func checked(_ title: String) throws -> MirrorResult {
    let before = try [a.model(), b.model()]
    let prepared = try prepare(sealing: .open)
    let expected = try prepared.expected()
    let result = try finish(prepared)
    #expect(result.failures == [], "\(title)")
    #expect(result.losses == [], "\(title)")
    #expect(result.stepsDone == prepared.plan.steps.count, "\(title)")

    let saved = try client.tree(result.before).contents
    for tree in before { #expect(tree.contents.isSubset(of: saved), "P1: \(title)") }
    #expect(try differences() == [], "\(title)")
    #expect(try a.model().leftovers == [], "\(title)")

    let seen = try prepare(sealing: .open)
    #expect(seen.plan.steps == [], "P2: \(title)")
    #expect(seen.planned.trees.a == expected.a, "P17: \(title)")
    #expect(seen.planned.trees.b == expected.b, "P17: \(title)")
    #expect(seen.planned.trees.baseline?.nodes == expected.a.nodes, "P13: \(title)")
    let next = try prepare()
    #expect(next.plan.steps == [], "P2, sealed: \(title)")
    #expect(try finish(next).baseline == result.baseline, "\(title)")
    return result
  }
}

extension PreparedMirror {
  /// What the plan says both sides are in the end.
  func expected() throws -> (a: MirrorTree, b: MirrorTree) {
    var a = ModelRoot(planned.trees.a)
    var b = ModelRoot(planned.trees.b)
    for step in plan.steps {
      if step.side == .a {
        try a.perform(step, beside: b)
      } else {
        try b.perform(step, beside: a)
      }
    }
    return (a.tree, b.tree)
  }
}
