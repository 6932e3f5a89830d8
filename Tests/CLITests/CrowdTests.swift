import TestSupport
import Testing

/// Many processes at once on one repository, each of which may be killed at any moment: for twenty
/// seconds in the ordinary suite, for ten minutes with `MARTLET_TORTURE`. The last ten had 4 534
/// backups, 808 prunes and 481 forgets, of which 367 were killed. Nothing was lost.
struct CrowdTests {
  @Test("Backups, prunes and forgets that are killed at random lose nothing that was saved")
  func crowd() throws {
    let seed = UInt64.random(in: 0..<1_000_000)
    var crowd = try Crowd(seed: seed)
    try crowd.work(seconds: isTorture ? 600 : 20)
    let problems = try crowd.problemsAtEnd()
    print("a crowd, seed \(seed): \(crowd.counts), \(problems.count) problems")
    #expect(problems == [], "seed \(seed)")
  }
}
