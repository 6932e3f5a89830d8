package import Format

extension KeySlot {
  static let fileKind: UInt8 = 2
  static let formatVersion: UInt8 = 1
  static let scrypt: UInt8 = 1
  static let sealedMasterKeyBytes = Keyring.masterKeyBytes + Sealer.overheadBytes
  private static let magic = Array("martlet\n".utf8)

  /// The whole file.
  package var encoded: [UInt8] { header + commitment.bytes + sealedMasterKey }

  /// Everything before the commitment, which is over exactly these bytes.
  var header: [UInt8] {
    var output = ByteWriter(capacity: 256)
    output.append(Self.magic)
    output.integer(Self.formatVersion)
    output.integer(Self.fileKind)
    // Key-slot field and length of the signature.
    output.zeros(2 + 4)
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
    try Self.readFileHeader(&input)
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

  private static func readFileHeader(_ input: inout ByteReader) throws(FormatError) {
    guard try input.bytes(magic.count, "magic") == magic else {
      throw FormatError(field: "magic", offset: 0, problem: "not a file of martlet")
    }
    let versionOffset = input.offset
    let version: UInt8 = try input.integer("format version")
    guard version == formatVersion else {
      let problem = version > formatVersion ? "a newer martlet wrote this" : "unknown value 0"
      throw FormatError(field: "format version", offset: versionOffset, problem: problem)
    }
    try expect(fileKind, &input, "file kind")
    try expect(UInt16(0), &input, "key-slot field")
    try expect(UInt32(0), &input, "signature length")
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
