import TestSupport
import Testing

/// Kills around the calls of one command: some in the ordinary suite, all with `MARTLET_TORTURE`.
enum KillTrial {
  /// `problems` gives `nil` where the run ended before the kill: how threads interleave varies, and
  /// with it the number of calls.
  static func run(
    _ what: String, sample: Int, calls: [String],
    problems: (KilledRun.Kill) throws -> [String]?
  ) throws {
    let every = calls.indices.flatMap { call in
      KilledRun.Moment.allCases.map { KilledRun.Kill(call: call, moment: $0) }
    }
    let seed = UInt64.random(in: 0..<1_000_000)
    var random = SeededGenerator(seed: seed)
    var lost: [String] = []
    var late = 0
    let kills =
      isTorture
      ? every.tortured(using: &random) : Self.sample(every, count: sample, using: &random)
    for kill in kills {
      do {
        // The run may have made fewer calls this time: then once more, at half the way.
        if let found = try problems(kill) ?? problems(kill.halfway) {
          lost += found
        } else {
          late += 1
        }
      } catch {
        // What cannot be looked at is lost too.
        lost.append("\(kill): \(error)")
      }
    }
    print(
      "\(what): \(kills.count) tried of \(every.count) around \(calls.count) calls,",
      "seed \(seed), \(late) too late, \(lost.count) lost")
    #expect(lost == [], "seed \(seed)")
    #expect(late * 3 <= kills.count, "most kills must hit")
  }

  /// Spread evenly, one at a random place of each part.
  private static func sample(
    _ kills: [KilledRun.Kill], count: Int, using random: inout SeededGenerator
  ) -> [KilledRun.Kill] {
    (0..<count).map { part in
      let start = part * kills.count / count
      return kills[Int.random(in: start..<(part + 1) * kills.count / count, using: &random)]
    }
  }
}

extension KilledRun.Kill {
  fileprivate var halfway: Self {
    Self(call: call / 2, moment: moment, name: name, signal: signal)
  }
}
