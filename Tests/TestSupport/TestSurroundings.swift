package import Format
import Pipelines
package import Repository
import Sealing

/// A clock that stands still until it is moved.
package final class TestClock: Clock {
  private let nanoseconds = Monitor<UInt64>(1_700_000_000_000_000_000)

  package init() {}

  package var now: Timestamp {
    let value = nanoseconds.access { $0 }
    return Timestamp(
      seconds: Int64(value / 1_000_000_000), nanoseconds: UInt32(value % 1_000_000_000))
  }

  package var sinceBoot: UInt64 { nanoseconds.access { $0 } }

  package func advance(seconds: UInt64) {
    nanoseconds.access { $0 += seconds * 1_000_000_000 }
  }
}

extension Surroundings {
  /// A machine of its own, with repeatable randomness.
  package static func test(seed: UInt64, clock: any Clock = TestClock()) -> Surroundings {
    Surroundings(
      clock: clock, random: SeededRandom(seed: seed),
      process: ProcessIdentity(
        host: "host", user: "user", bootID: [UInt8](repeating: 7, count: 16), pidNamespace: 1,
        processID: 2, startTime: 3),
      program: "martlet test")
  }
}
