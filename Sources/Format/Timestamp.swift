/// A point in time as file systems hold it: seconds since 1970 in UTC, and nanoseconds after them.
package struct Timestamp: Hashable, Comparable, Sendable {
  package static let nanosecondsPerSecond: UInt32 = 1_000_000_000

  /// Negative before 1970.
  package let seconds: Int64
  /// 0 … 999 999 999, counted forward also before 1970.
  package let nanoseconds: UInt32

  package init(seconds: Int64, nanoseconds: UInt32) {
    self.seconds = seconds
    self.nanoseconds = min(nanoseconds, Self.nanosecondsPerSecond - 1)
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }
}
