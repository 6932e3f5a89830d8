import SystemPackage
import TestSupport
import Testing

@testable import Mirror

/// Errors and sudden ends at every call that changes a root.
struct MirrorFaultTests {
  static let problems: [Errno] = [.ioError, .noSpace, .permissionDenied]

  @Test("An error at any call is a line; the next runs get there", arguments: problems)
  func failures(_ error: Errno) throws {
    let wanted = try Stirred.contents()
    var calls = 0
    for number in 1... {
      let pair = try Stirred.pair()
      let watch = CallWatch { (count) throws(Errno) in
        if count == number { throw error }
      }
      let prepared = try pair.prepare(probe: watch.probe, sealing: .open)
      let result = try pair.finish(prepared)
      guard watch.calls >= number else { break }
      #expect(!result.failures.isEmpty, "call \(number)")
      try pair.expectHonestBaseline(since: prepared.planned.trees.baseline, "call \(number)")
      try pair.expectConvergence(to: wanted, "\(error) at call \(number)")
      calls = number
    }
    #expect(calls > 40)
    print("\(calls) calls failed with \(error), each alone; all converged")
  }

  @Test("P14: a run that ends at any call leaves each path old or new, and the next one gets there")
  func deaths() throws {
    let wanted = try Stirred.contents()
    var calls = 0
    for number in 1... {
      let pair = try Stirred.pair()
      let before = try [pair.a.model(), pair.b.model()]
      let old = pair.baseline
      let watch = CallWatch { (count) throws(Errno) in
        if count >= number { throw .interrupted }
      }
      _ = try? pair.run(probe: watch.probe)
      guard watch.calls >= number else { break }
      // Whoever is dead remembers nothing.
      pair.baseline = old
      try expectOldOrNew(pair, before, wanted, "dead at call \(number)")
      try pair.expectConvergence(to: wanted, "dead at call \(number)")
      calls = number
    }
    #expect(calls > 40)
    print("ended at each of \(calls) calls; all converged")
  }

  /// Every file that a person sees is whole: one that was there, or one that is to come.
  private func expectOldOrNew(
    _ pair: RealPair, _ before: [ModelTree], _ wanted: Set<[UInt8]>, _ title: String
  ) throws {
    let whole = before.reduce(wanted) { $0.union($1.contents) }
    for root in [pair.a, pair.b] {
      let seen = try root.model().files.filter { !$0.key.contains(".tmp") }
      #expect(Set(seen.values).isSubset(of: whole), "\(title)")
    }
  }
}

extension RealPair {
  /// P13: what the baseline says is in both roots, or it is what it said before.
  func expectHonestBaseline(since old: MirrorTree?, _ title: String) throws {
    let trees = try prepare(sealing: .open).planned.trees
    for (path, node) in try #require(trees.baseline).entries where node.isLeaf {
      let isShared = [trees.a, trees.b].allSatisfy {
        $0.node(at: path)?.content == node.content
      }
      #expect(
        isShared || old?.node(at: path)?.content == node.content, "\(title): \(path.lossyText)")
    }
  }

  /// After some runs both sides are equal, hold what they would have held, and nothing is due.
  func expectConvergence(to wanted: Set<[UInt8]>, _ title: String) throws {
    for _ in 0..<3 { try run() }
    #expect(try differences() == [], "\(title)")
    #expect(try prepare().plan.steps == [], "\(title)")
    #expect(try wanted.subtracting(a.model().contents) == [], "\(title)")
    #expect(try a.model().leftovers + b.model().leftovers == [], "\(title)")
  }
}
