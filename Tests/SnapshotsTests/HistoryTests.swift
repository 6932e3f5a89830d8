import TestSupport
import Testing

/// Random lives of a repository, each drawn by a seed.
struct HistoryTests {
  private static let seeds: UInt64 = isTorture ? 1_000 : 24
  private static let operations = 40

  @Test("[10.3-b] [10.3-e] Whatever happens to a repository, what was saved stays as it was")
  func histories() throws {
    var kinds: [String: Int] = [:]
    for seed in 0..<Self.seeds {
      let runner = try HistoryRunner(seed: seed)
      do {
        let problems = try runner.run(Self.operations)
        #expect(problems == [], "\(runner.story)")
      } catch {
        Issue.record(error, "\(runner.story)")
      }
      for operation in runner.operations { kinds[operation.kind, default: 0] += 1 }
    }
    let counts = kinds.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    print("histories: \(Self.seeds) seeds,", counts.joined(separator: ", "))
    #expect(kinds.count == 16, "every kind of operation")
  }
}
