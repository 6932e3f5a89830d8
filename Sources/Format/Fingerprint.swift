/// What two files have in common only if their contents are equal: a keyed hash of 16 bytes that
/// this machine keeps to itself, quick to compute, and no name of anything in the repository.
package struct Fingerprint: Hashable, Sendable {
  package static let byteCount = 16

  package let high, low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }
}

extension ByteWriter {
  /// 0, or 1 and 16 bytes.
  package mutating func fingerprint(_ value: Fingerprint?) {
    flag(value != nil)
    guard let value else { return }
    integer(value.high)
    integer(value.low)
  }
}

extension ByteReader {
  package mutating func fingerprint(_ field: String) throws(FormatError) -> Fingerprint? {
    guard try flag(field) else { return nil }
    return Fingerprint(high: try integer(field), low: try integer(field))
  }
}
