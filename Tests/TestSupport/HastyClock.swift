package import Format
import Repository
import Synchronization

/// A clock for which every look is a quarter of an hour after the one before: each beat and each
/// checkpoint is due at once. The wall clock stands still.
package final class HastyClock: Clock {
  package let now: Timestamp
  private let looks = Atomic<UInt64>(1)

  package init(_ seconds: Int64) {
    now = Timestamp(seconds: seconds, nanoseconds: 0)
  }

  package var sinceBoot: UInt64 {
    looks.wrappingAdd(1, ordering: .relaxed).newValue * 900 * 1_000_000_000
  }
}

/// A clock that stands still.
package struct StoppedClock: Clock {
  package let now: Timestamp
  package var sinceBoot: UInt64 { 1_000_000_000 }

  package init(_ seconds: Int64) {
    now = Timestamp(seconds: seconds, nanoseconds: 0)
  }
}
