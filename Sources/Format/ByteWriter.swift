/// Appends the encodings of FORMAT.md 1; the counterpart of `ByteReader`.
package struct ByteWriter {
  package private(set) var bytes: [UInt8] = []

  package init(capacity: Int = 0) {
    bytes.reserveCapacity(capacity)
  }

  /// A fixed-width integer, little-endian.
  package mutating func integer<T: FixedWidthInteger>(_ value: T) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// An unsigned integer in LEB128, shortest form.
  package mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  package mutating func varint(_ value: Int) {
    varint(UInt64(value))
  }

  /// How many bytes `varint` takes of a number that is not negative.
  package static func varintBytes(_ value: Int) -> Int {
    max(1, (Int.bitWidth - value.leadingZeroBitCount + 6) / 7)
  }

  /// A signed integer, zigzag in a varint.
  package mutating func signedVarint(_ value: Int64) {
    varint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
  }

  package mutating func append(_ more: some Sequence<UInt8>) {
    bytes.append(contentsOf: more)
  }

  /// 32 bytes: a hash or an ID.
  package mutating func bytes32(_ value: Bytes32) {
    withUnsafeTemporaryAllocation(byteCount: Bytes32.byteCount, alignment: 8) { buffer in
      guard let start = buffer.baseAddress else { return }
      value.store(to: start)
      bytes.append(contentsOf: buffer)
    }
  }

  /// The length as a varint, then the bytes.
  ///
  /// More than `limit` bytes are a programmer's error: a file that no reader accepts must not be
  /// written.
  package mutating func string(_ value: some Collection<UInt8>, limit: Int = Int.max) {
    precondition(value.count <= limit, "a string of \(value.count) bytes, the limit is \(limit)")
    varint(value.count)
    bytes.append(contentsOf: value)
  }

  /// A string that is UTF-8.
  package mutating func text(_ value: String, limit: Int) {
    string(value.utf8, limit: limit)
  }

  /// `count` zero bytes.
  package mutating func zeros(_ count: Int) {
    bytes.append(contentsOf: repeatElement(0, count: count))
  }

  /// A byte that is 0 or 1.
  package mutating func flag(_ value: Bool) {
    bytes.append(value ? 1 : 0)
  }

  /// 0, or 1 and 32 bytes.
  package mutating func optionalBytes32(_ value: Bytes32?) {
    flag(value != nil)
    if let value { bytes32(value) }
  }

  /// `svarint` seconds and `u32` nanoseconds.
  package mutating func timestamp(_ value: Timestamp) {
    signedVarint(value.seconds)
    integer(value.nanoseconds)
  }
}
