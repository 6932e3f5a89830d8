import TestSupport
import Testing

/// The program ended by `kill -9` at every system call by which it changes a file, in the
/// repository or of its own; some of them in the ordinary suite, all with `MARTLET_TORTURE`: 552
/// kills around 276 calls, none lost anything, in 25 minutes on two busy processors.
@Suite(.enabled(if: Tracing.isPossible, "this system lets no process trace another"))
struct KillTests {
  @Test(
    "A backup killed at any call loses nothing and blocks nothing", arguments: [true, false])
  func backups(isKnownHere: Bool) throws {
    let backups = try KilledBackups(isKnownHere: isKnownHere)
    let kind = "a backup (\(isKnownHere ? "with" : "without") a cache)"
    try tryKills(kind, sample: 9, calls: backups.calls()) { try backups.problems(after: $0) }
  }

  @Test("[3.7-c] An init killed at any call leaves a repository, or room for the next init")
  func inits() throws {
    let inits = try KilledInits()
    try tryKills("an init", sample: 8, calls: inits.calls()) { try inits.problems(after: $0) }
  }

  @Test("A restore killed at any call leaves whole files, and the next one does the rest")
  func restores() throws {
    let restores = try KilledRestores()
    try tryKills("a restore", sample: 12, calls: restores.calls()) {
      try restores.problems(after: $0)
    }
  }

  @Test(
    "[3.2-d] A change of keys killed at any call leaves a key that opens, and no damage",
    arguments: KilledKeys.Change.allCases)
  func keys(change: KilledKeys.Change) throws {
    let keys = try KilledKeys(change)
    try tryKills("key \(change)", sample: 4, calls: keys.calls()) { try keys.problems(after: $0) }
  }

  @Test(
    "A forget, prune, undelete or remark killed at any call harms nothing, and is simply repeated",
    arguments: KilledPrunes.Change.allCases)
  func prunes(change: KilledPrunes.Change) throws {
    let prunes = try KilledPrunes(change)
    let sample = change.frees ? 3 : 1
    try tryKills("\(change)", sample: sample, calls: prunes.calls()) {
      try prunes.problems(after: $0)
    }
  }

  /// `problems` gives `nil` where the run ended before the kill: how threads interleave varies, and
  /// with it the number of calls.
  private func tryKills(
    _ kind: String, sample: Int, calls: [String],
    problems: (KilledRun.Kill) throws -> [String]?
  ) throws {
    let every = calls.indices.flatMap { call in
      KilledRun.Moment.allCases.map { KilledRun.Kill(call: call, moment: $0) }
    }
    let seed = UInt64.random(in: 0..<1_000_000)
    var lost: [String] = []
    var late = 0
    let kills = isTorture ? every : Self.sample(every, count: sample, seed: seed)
    for kill in kills {
      guard let found = try problems(kill) else {
        late += 1
        continue
      }
      lost += found
    }
    print(
      "kills of \(kind): \(kills.count) tried of \(every.count) around \(calls.count) calls,",
      "seed \(seed), \(late) too late, \(lost.count) lost")
    #expect(lost == [], "seed \(seed)")
    #expect(late * 3 <= kills.count, "most kills must hit")
  }

  /// Spread evenly, one at a random place of each part.
  private static func sample(
    _ kills: [KilledRun.Kill], count: Int, seed: UInt64
  ) -> [KilledRun.Kill] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { part in
      let start = part * kills.count / count
      return kills[Int.random(in: start..<(part + 1) * kills.count / count, using: &random)]
    }
  }
}
