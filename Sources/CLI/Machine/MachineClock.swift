import Format
import Glibc
import Repository

/// The clocks of this machine.
struct MachineClock: Clock {
  var now: Timestamp {
    let time = Self.read(CLOCK_REALTIME)
    return Timestamp(
      seconds: Int64(time.tv_sec), nanoseconds: UInt32(truncatingIfNeeded: time.tv_nsec))
  }

  var sinceBoot: UInt64 {
    let time = Self.read(CLOCK_BOOTTIME)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  private static func read(_ clock: clockid_t) -> timespec {
    var time = timespec()
    clock_gettime(clock, &time)
    return time
  }
}
