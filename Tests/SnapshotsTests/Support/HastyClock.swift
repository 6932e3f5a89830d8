import Format
import Repository
import Synchronization

/// A clock for which every look is a quarter of an hour after the one before: each beat and each
/// checkpoint is due at once. The wall clock stands still.
final class HastyClock: Clock {
  let now: Timestamp
  private let looks = Atomic<UInt64>(1)

  init(_ seconds: Int64) {
    now = Timestamp(seconds: seconds, nanoseconds: 0)
  }

  var sinceBoot: UInt64 {
    looks.wrappingAdd(1, ordering: .relaxed).newValue * 900 * 1_000_000_000
  }
}

/// A clock that stands still.
struct StoppedClock: Clock {
  let now: Timestamp
  var sinceBoot: UInt64 { 1_000_000_000 }

  init(_ seconds: Int64) {
    now = Timestamp(seconds: seconds, nanoseconds: 0)
  }
}
