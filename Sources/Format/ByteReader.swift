/// Reads the encodings of FORMAT.md 1 from the front of a byte sequence; refuses everything else.
///
/// Every read names its field, so that a failure says which field stood at which byte. Nothing is
/// allocated before the bytes for it are known to be there.
package struct ByteReader {
  private let bytes: [UInt8]
  private let end: Int
  /// The byte that is read next, counted from the start of `bytes`.
  package private(set) var offset: Int

  /// What stands before `offset` is not read.
  package init(_ bytes: [UInt8], from offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
    end = bytes.count
  }

  /// How many bytes are left.
  package var remaining: Int { end - offset }

  /// A fixed-width integer, little-endian.
  package mutating func integer<T: FixedWidthInteger>(_ field: String) throws(FormatError) -> T {
    let count = T.bitWidth / 8
    try require(count, field)
    let start = offset
    offset += count
    return bytes.withUnsafeBytes { buffer in
      T(littleEndian: buffer.loadUnaligned(fromByteOffset: start, as: T.self))
    }
  }

  /// An unsigned LEB128 integer; a longer encoding than necessary is refused [1-b].
  package mutating func varint(_ field: String) throws(FormatError) -> UInt64 {
    if offset < end, bytes[offset] < 0x80 {
      defer { offset += 1 }
      return UInt64(bytes[offset])
    }
    return try longVarint(field)
  }

  private mutating func longVarint(_ field: String) throws(FormatError) -> UInt64 {
    let start = offset
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      try require(1, field)
      let byte = bytes[offset]
      offset += 1
      let part = UInt64(byte & 0x7F)
      guard shift < 63 || (shift == 63 && part <= 1) else {
        throw FormatError(field: field, offset: start, problem: "more than 64 bits")
      }
      value |= part << shift
      if byte & 0x80 == 0 {
        guard byte != 0 || shift == 0 else {
          throw FormatError(field: field, offset: start, problem: "not the shortest encoding")
        }
        return value
      }
      shift += 7
    }
  }

  /// A varint that counts or measures something, at most `limit`.
  package mutating func count(_ field: String, limit: Int) throws(FormatError) -> Int {
    let start = offset
    let value = try varint(field)
    guard value <= UInt64(limit) else {
      throw FormatError(field: field, offset: start, problem: "\(value) is over the limit \(limit)")
    }
    return Int(value)
  }

  /// A varint that counts items of at least `itemBytes` bytes that follow: at most `limit`, and no
  /// more than the bytes that are left can hold [1-e].
  package mutating func count(
    _ field: String, limit: Int = Int.max, itemBytes: Int
  ) throws(FormatError) -> Int {
    let start = offset
    let count = try count(field, limit: limit)
    guard count <= remaining / itemBytes else {
      throw FormatError(
        field: field, offset: start, problem: "\(count) do not fit in the \(remaining) bytes left")
    }
    return count
  }

  /// A signed integer, zigzag in a varint.
  package mutating func signedVarint(_ field: String) throws(FormatError) -> Int64 {
    let raw = try varint(field)
    return Int64(bitPattern: (raw >> 1) ^ (0 &- (raw & 1)))
  }

  /// Exactly `count` bytes.
  package mutating func bytes(_ count: Int, _ field: String) throws(FormatError) -> [UInt8] {
    try require(count, field)
    defer { offset += count }
    return Array(bytes[offset..<offset + count])
  }

  /// Passes over `count` bytes.
  package mutating func skip(_ count: Int, _ field: String) throws(FormatError) {
    try require(count, field)
    offset += count
  }

  /// 32 bytes: a hash or an ID.
  package mutating func bytes32(_ field: String) throws(FormatError) -> Bytes32 {
    try require(Bytes32.byteCount, field)
    let start = offset
    offset += Bytes32.byteCount
    return bytes.withUnsafeBytes { Bytes32(loading: $0, at: start) }
  }

  /// `count` times 32 bytes, each made into the identifier that it is.
  package mutating func hashes<T>(
    _ count: Int, _ field: String, as make: (Bytes32) -> T
  ) throws(FormatError) -> [T] {
    guard count <= remaining / Bytes32.byteCount else {
      throw FormatError(
        field: field, offset: offset, problem: "\(count) do not fit in the \(remaining) bytes left")
    }
    let start = offset
    offset += count * Bytes32.byteCount
    var items: [T] = []
    items.reserveCapacity(count)
    bytes.withUnsafeBytes { buffer in
      for index in 0..<count {
        items.append(make(Bytes32(loading: buffer, at: start + index * Bytes32.byteCount)))
      }
    }
    return items
  }

  /// A length as a varint, at most `limit`, and as many bytes.
  package mutating func string(_ field: String, limit: Int) throws(FormatError) -> [UInt8] {
    let count = try count(field, limit: limit)
    return try bytes(count, field)
  }

  /// A string that must be UTF-8.
  package mutating func text(_ field: String, limit: Int) throws(FormatError) -> String {
    let start = offset
    let raw = try string(field, limit: limit)
    guard let text = String(validating: raw, as: UTF8.self) else {
      throw FormatError(field: field, offset: start, problem: "not UTF-8")
    }
    return text
  }

  /// The bytes up to the next NUL, which is consumed; at most `limit` of them.
  package mutating func terminated(_ field: String, limit: Int) throws(FormatError) -> [UInt8] {
    let start = offset
    let window = start..<min(end, start + limit + 1)
    guard let nul = bytes[window].firstIndex(of: 0) else {
      let problem =
        window.count <= limit ? "no NUL before the end" : "longer than \(limit) bytes"
      throw FormatError(field: field, offset: start, problem: problem)
    }
    offset = nul + 1
    return Array(bytes[start..<nul])
  }

  /// Passes over the bytes up to the next NUL, and over that.
  package mutating func skipTerminated(_ field: String) throws(FormatError) {
    let start = offset
    while offset < end {
      defer { offset += 1 }
      if bytes[offset] == 0 { return }
    }
    throw FormatError(field: field, offset: start, problem: "no NUL before the end")
  }

  /// Refuses bytes after the last field [1-c].
  package func finish() throws(FormatError) {
    guard offset == end else {
      throw FormatError(field: "end", offset: offset, problem: "\(end - offset) bytes too many")
    }
  }

  private func require(_ count: Int, _ field: String) throws(FormatError) {
    guard count <= end - offset else {
      throw FormatError(
        field: field, offset: offset, problem: "needs \(count) bytes, \(end - offset) are left")
    }
  }
}
