import Pipelines
import Testing

struct PaceTests {
  private typealias Positions = Monitor<(all: [UInt64], widest: UInt64)>

  /// Walks, and notes how far ahead it was allowed to be.
  private static func walk(_ runner: Int, _ pace: Pace, _ positions: Positions) {
    for position in UInt64(1)...2_000 {
      pace.advance(runner, to: position)
      positions.access { positions in
        positions.all[runner] = position
        positions.widest = max(positions.widest, position - (positions.all.min() ?? position))
      }
    }
    pace.leave(runner)
    positions.access { $0.all[runner] = .max }
  }

  @Test("No runner is ever further ahead of the slowest than allowed", arguments: [2, 3, 5])
  func lead(runners: Int) throws {
    let pace = Pace(runners: runners, lead: 10)
    let positions = Positions(([UInt64](repeating: 0, count: runners), 0))
    let threads = try (0..<runners).map { runner in
      try WorkerThread { Self.walk(runner, pace, positions) }
    }
    for thread in threads { thread.join() }
    // A position is noted here a step after the others may have seen it.
    #expect(positions.access { $0.widest } <= 11)
  }

  @Test("Who has left is not waited for")
  func leaving() {
    let pace = Pace(runners: 2, lead: 10)
    pace.leave(1)
    pace.advance(0, to: 1_000)
  }

  @Test("Who stands still is not waited for, until it moves again")
  func standing() throws {
    let pace = Pace(runners: 2, lead: 10, patienceMilliseconds: 20)
    pace.advance(0, to: 1_000)
    pace.advance(0, to: 2_000)
    pace.advance(1, to: 1_995)
    pace.advance(0, to: 2_005)
    let thread = try WorkerThread { pace.advance(0, to: 3_000) }
    pace.advance(1, to: 2_995)
    thread.join()
  }
}
