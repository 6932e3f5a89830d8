package import Format

extension KeySlot {
  static let scrypt: UInt8 = 1
  static let sealedMasterKeyBytes = Keyring.masterKeyBytes + Sealer.overheadBytes

  /// The whole file.
  package var encoded: [UInt8] { header + commitment.bytes + sealedMasterKey }

  /// Everything before the commitment, which is over exactly these bytes.
  var header: [UInt8] {
    var output = ByteWriter(capacity: 256)
    FileHeader(kind: .keySlot).encode(to: &output)
    output.append(id)
    output.integer(purpose.rawValue)
    output.integer(Self.scrypt)
    output.integer(UInt8(truncatingIfNeeded: cost.log2N))
    output.integer(UInt8(truncatingIfNeeded: cost.blockSize))
    output.integer(UInt8(truncatingIfNeeded: cost.parallelism))
    output.zeros(3)
    output.integer(created)
    output.append(salt.bytes)
    output.string(label.utf8)
    return output.bytes
  }

  /// Reads a slot's file; nothing in it is known to be true before `unlock`.
  package init(decoding bytes: [UInt8]) throws(FormatError) {
    var input = ByteReader(bytes)
    let header = try FileHeader(from: &input)
    guard header.kind == .keySlot else {
      throw FormatError(field: "file kind", offset: 9, problem: "\(header.kind), not a key slot")
    }
    id = try input.bytes(Self.idBytes, "slot ID")
    purpose = try Self.readPurpose(&input)
    cost = try Self.readCost(&input)
    created = try input.integer("created")
    salt = try Self.readWords(&input, "salt")
    label = try input.text("label", limit: Self.maxLabelBytes)
    commitment = try Self.readWords(&input, "commitment")
    sealedMasterKey = try input.bytes(Self.sealedMasterKeyBytes, "master key")
    try input.finish()
  }

  private static func readPurpose(_ input: inout ByteReader) throws(FormatError) -> Purpose {
    let start = input.offset
    let raw: UInt8 = try input.integer("purpose")
    guard let purpose = Purpose(rawValue: raw) else {
      throw FormatError(field: "purpose", offset: start, problem: "unknown value \(raw)")
    }
    return purpose
  }

  private static func readCost(_ input: inout ByteReader) throws(FormatError) -> ScryptCost {
    try expect(scrypt, &input, "KDF")
    let start = input.offset
    let log2N: UInt8 = try input.integer("scrypt log2 N")
    let blockSize: UInt8 = try input.integer("scrypt r")
    let parallelism: UInt8 = try input.integer("scrypt p")
    let cost = ScryptCost(
      log2N: Int(log2N), blockSize: Int(blockSize), parallelism: Int(parallelism))
    guard let cost else {
      throw FormatError(
        field: "scrypt log2 N", offset: start,
        problem: "cost \(log2N), \(blockSize), \(parallelism) is outside the limits")
    }
    for _ in 0..<3 { try expect(UInt8(0), &input, "reserved") }
    return cost
  }

  private static func readWords(
    _ input: inout ByteReader, _ field: String
  ) throws(FormatError) -> Bytes32 {
    let start = input.offset
    guard let words = Bytes32(try input.bytes(Bytes32.byteCount, field)) else {
      throw FormatError(field: field, offset: start, problem: "not 32 bytes")
    }
    return words
  }

  private static func expect<T: FixedWidthInteger>(
    _ expected: T, _ input: inout ByteReader, _ field: String
  ) throws(FormatError) {
    let start = input.offset
    let value: T = try input.integer(field)
    guard value == expected else {
      throw FormatError(
        field: field, offset: start, problem: "unknown value \(value), \(expected) expected")
    }
  }
}
