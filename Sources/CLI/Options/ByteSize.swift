import ArgumentParser

/// A number of bytes as people type it: 500, 100M, 1.5G, 2GiB.
struct ByteSize: FormedValue, Equatable {
  static let form = "a size such as 500K, 100M or 1.5G"

  let bytes: UInt64

  /// Units of 1 024, with or without `iB`, in any case; at most three digits behind a point.
  /// `nil` for anything else, and for 2^64 and more.
  init?(argument: String) {
    let pattern = /(\d+)(?:\.(\d{1,3}))? ?(?:([KMGTP])(?:iB)?|B)?/.ignoresCase()
    guard let match = argument.wholeMatch(of: pattern), let whole = UInt64(match.1) else {
      return nil
    }
    let power =
      match.3.flatMap { "KMGTP".firstIndex(of: Character($0.uppercased())) }
      .map { "KMGTP".distance(from: "KMGTP".startIndex, to: $0) + 1 } ?? 0
    let unit = UInt64(1) << UInt64(10 * power)
    let (product, overflows) = whole.multipliedReportingOverflow(by: unit)
    let digits = match.2 ?? ""
    guard !overflows, power > 0 || digits.isEmpty else { return nil }
    let thousandths = (UInt64(digits) ?? 0) * [1000, 100, 10, 1][digits.count]
    let (sum, isTooMuch) = product.addingReportingOverflow(
      unit / 1000 * thousandths
        + unit % 1000 * thousandths / 1000)
    guard !isTooMuch else { return nil }
    bytes = sum
  }
}
