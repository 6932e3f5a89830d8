import TestSupport
import Testing

/// Every call about a file fails once, in the real program: with an I/O error, with a full disk, by
/// an interruption, by doing half of what it was asked for. Some in the ordinary suite, all with
/// `MARTLET_TORTURE`: 8 342 in an hour when all were tried last; none lost anything.
@Suite(.enabled(if: FailedRun.isPossible, "no call of another process can be changed here"))
struct FailedCallTests {
  @Test(
    "A call that fails is made up for or reported, and loses nothing; a short one is made up for",
    arguments: FailedCommands.Command.allCases)
  func everyCall(command: FailedCommands.Command) throws {
    let commands = try FailedCommands(command)
    let seed = UInt64.random(in: 0..<1_000_000)
    var random = SeededGenerator(seed: seed)
    var problems: [String] = []
    var (tried, missed) = (0, 0)
    var sums: [String] = []
    let faults = FailedRun.Fault.allCases.shuffled(using: &random)
    for fault in isTorture ? faults : Array(faults.prefix(2)) {
      let calls = try commands.calls(fault)
      let some = (0..<3).map { _ in Int.random(in: calls.indices, using: &random) }
      for call in isTorture ? calls.indices.tortured(using: &random) : some {
        tried += 1
        // How threads interleave varies, and with it the number of calls.
        if let found = try commands.problems(fault, at: call) {
          problems += found
        } else {
          missed += 1
        }
      }
      sums.append("\(calls.count) \(fault)")
    }
    print(
      "failing calls of \(command): \(tried) tried of \(sums.joined(separator: ", ")), \(missed)",
      "not made, exit codes \(commands.codeCounts), seed \(seed), \(problems.count) problems")
    #expect(problems == [], "seed \(seed)")
    #expect(missed * 3 <= tried, "most faults must hit")
  }
}
