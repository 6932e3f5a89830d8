/// Lengths that tell little about what was padded to them (FORMAT.md 3.6).
///
/// Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs",
/// 2019: at most 12 % more bytes, O(log log) bits told.
package enum Padme {
  /// PADMÉ(length) [3.6-c]; lengths below 2 stay what they are.
  package static func padded(_ length: Int) -> Int {
    let exponent = logarithm(length)
    let zeroBits = exponent - (logarithm(exponent) + 1)
    let mask = zeroBits > 0 ? 1 << zeroBits - 1 : 0
    return (length + mask) & ~mask
  }

  /// floor(log2 value), 0 for 0.
  private static func logarithm(_ value: Int) -> Int {
    max(0, Int.bitWidth - 1 - value.leadingZeroBitCount)
  }
}
