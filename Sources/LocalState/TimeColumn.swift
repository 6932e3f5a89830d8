import Format

/// A point in time as a column of the databases holds it: nanoseconds since 1970.
///
/// Enough until 2262, and after that the last moment of it.
enum TimeColumn {
  static func nanoseconds(_ time: Timestamp) -> Int64 {
    let (product, overflow) = time.seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, isTooMuch) = product.addingReportingOverflow(Int64(time.nanoseconds))
    return overflow || isTooMuch ? (time.seconds < 0 ? .min : .max) : sum
  }

  static func timestamp(_ nanoseconds: Int64) -> Timestamp {
    let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
    return rest < 0
      ? Timestamp(seconds: seconds - 1, nanoseconds: UInt32(rest + 1_000_000_000))
      : Timestamp(seconds: seconds, nanoseconds: UInt32(rest))
  }
}
