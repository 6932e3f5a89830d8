// Fields that several structures share.

extension ByteReader {
  /// Refuses a structure longer than its limit before anything of it is read [11-a].
  package static func checkLength(
    _ length: Int, of field: String, limit: Int
  ) throws(FormatError) {
    guard length <= limit else {
      throw FormatError(
        field: field, offset: 0, problem: "\(length) bytes, the limit is \(limit)")
    }
  }

  /// A byte that names one of the known values; any other is refused [1-d].
  package mutating func choice<T: RawRepresentable<UInt8>>(
    _ field: String
  ) throws(FormatError) -> T {
    let start = offset
    let raw: UInt8 = try integer(field)
    guard let value = T(rawValue: raw) else {
      throw FormatError(field: field, offset: start, problem: "unknown value \(raw)")
    }
    return value
  }

  /// A byte that is 0 or 1.
  package mutating func flag(_ field: String) throws(FormatError) -> Bool {
    let start = offset
    let raw: UInt8 = try integer(field)
    guard raw <= 1 else {
      throw FormatError(field: field, offset: start, problem: "\(raw) is neither 0 nor 1")
    }
    return raw == 1
  }

  /// 0, or 1 and 32 bytes.
  package mutating func optionalBytes32(_ field: String) throws(FormatError) -> Bytes32? {
    try flag(field) ? bytes32(field) : nil
  }

  /// A fixed-width field that must be zero [1-d].
  package mutating func reserved<T: FixedWidthInteger>(
    _ field: String, _ type: T.Type
  ) throws(FormatError) {
    let start = offset
    let value: T = try integer(field)
    guard value == 0 else {
      throw FormatError(field: field, offset: start, problem: "\(value) in a reserved field")
    }
  }

  /// Nanoseconds after the second, as a `u32` [1-f].
  package mutating func nanoseconds(_ field: String) throws(FormatError) -> UInt32 {
    let start = offset
    let value: UInt32 = try integer(field)
    guard value < Timestamp.nanosecondsPerSecond else {
      throw FormatError(field: field, offset: start, problem: "\(value) is a second or more")
    }
    return value
  }

  /// `svarint` seconds and `u32` nanoseconds.
  package mutating func timestamp() throws(FormatError) -> Timestamp {
    let seconds = try signedVarint("seconds")
    return Timestamp(seconds: seconds, nanoseconds: try nanoseconds("nanoseconds"))
  }

  /// The 16 bytes of a session ID.
  package mutating func sessionID(_ field: String) throws(FormatError) -> SessionID {
    let start = offset
    guard let id = SessionID(try bytes(SessionID.byteCount, field)) else {
      throw FormatError(field: field, offset: start, problem: "not a session ID")
    }
    return id
  }

  /// A length of at least 1 as a varint.
  package mutating func length(_ field: String, limit: Int) throws(FormatError) -> Int {
    let start = offset
    let value = try count(field, limit: limit)
    guard value >= 1 else {
      throw FormatError(field: field, offset: start, problem: "0 is not at least 1")
    }
    return value
  }

  /// `count` items: a column. The caller knows that so many can be there.
  package mutating func items<T>(
    _ count: Int, read: (inout ByteReader) throws(FormatError) -> T
  ) throws(FormatError) -> [T] {
    var items: [T] = []
    items.reserveCapacity(count)
    for _ in 0..<count { items.append(try read(&self)) }
    return items
  }

  /// A count and as many items of at least `itemBytes` bytes each, which ascend strictly.
  package mutating func ascending<T>(
    _ field: String, limit: Int = Int.max, itemBytes: Int, by precedes: (T, T) -> Bool,
    read: (inout ByteReader) throws(FormatError) -> T
  ) throws(FormatError) -> [T] {
    let count = try count("count of \(field)", limit: limit, itemBytes: itemBytes)
    var items: [T] = []
    items.reserveCapacity(count)
    for _ in 0..<count {
      let start = offset
      let item = try read(&self)
      if let last = items.last, !precedes(last, item) {
        throw FormatError(field: field, offset: start, problem: "does not ascend")
      }
      items.append(item)
    }
    return items
  }
}
