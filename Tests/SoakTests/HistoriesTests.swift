import TestSupport
import Testing

/// Random histories of many processes on several machines, each drawn by a seed (`World`).
struct HistoriesTests {
  private static let seeds: UInt64 = isTorture ? 100_000 : 2_000

  @Test("[10.2-a] [10.3-c] Many at once: what was saved and not forgotten is there to the byte")
  func histories() throws {
    let soak = Soak(from: 0)
    try soak.run(threads: 2, to: Self.seeds)
    for failure in soak.failures {
      Issue.record("seed \(failure.seed): \(failure.problems)\n\(failure.story)")
    }
    print("histories of many:", soak.counts.text)
  }

  @Test("A seed is the whole story", arguments: 0..<UInt64(20))
  func repeats(seed: UInt64) throws {
    let lives = try (0..<2).map { _ in try World(seed: seed) }
    let problems = lives.map { $0.run() }
    #expect(problems[0] == problems[1])
    #expect(lives[0].story.fingerprint == lives[1].story.fingerprint)
  }
}
