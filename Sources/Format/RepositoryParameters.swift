/// What the writers of one repository agree on: how files are cut and how long packs are; the
/// sealed part of the config (FORMAT.md 3.7) [3.7-b].
package struct RepositoryParameters: Hashable, Sendable {
  package static let minimalPackBytes = 65_536
  /// A cut depends on that many bytes before it, so no chunk may be shorter.
  package static let windowBytes = 64

  package let minimalChunkBytes: Int
  /// Cuts come, beyond the minimum, once in 2 to the power of this many bytes.
  package let meanOffsetBits: Int
  package let maximalChunkBytes: Int
  package let packBytes: Int
  /// Seconds since 1970.
  package let created: Int64

  package init(
    minimalChunkBytes: Int = 524_288, meanOffsetBits: Int = 19,
    maximalChunkBytes: Int = Limits.maxChunkBytes, packBytes: Int = 33_554_432, created: Int64
  ) {
    precondition(
      minimalChunkBytes >= Self.windowBytes && minimalChunkBytes <= maximalChunkBytes
        && maximalChunkBytes <= Limits.maxChunkBytes && (1...63).contains(meanOffsetBits)
        && (Self.minimalPackBytes...Limits.maxPackBytes).contains(packBytes))
    self.minimalChunkBytes = minimalChunkBytes
    self.meanOffsetBits = meanOffsetBits
    self.maximalChunkBytes = maximalChunkBytes
    self.packBytes = packBytes
    self.created = created
  }

  package init(decoding bytes: [UInt8]) throws(FormatError) {
    var input = ByteReader(bytes)
    try input.reserved("ID suite", UInt8.self)
    try input.reserved("chunker", UInt8.self)
    try input.reserved("sealing", UInt8.self)
    minimalChunkBytes = try Self.length(
      "minimal chunk length", in: Self.windowBytes...Limits.maxChunkBytes, from: &input)
    let bitsOffset = input.offset
    let bits: UInt8 = try input.integer("log2 mean offset")
    guard (1...63).contains(bits) else {
      throw FormatError(
        field: "log2 mean offset", offset: bitsOffset, problem: "\(bits) is not in 1…63")
    }
    meanOffsetBits = Int(bits)
    maximalChunkBytes = try Self.length(
      "maximal chunk length", in: minimalChunkBytes...Limits.maxChunkBytes, from: &input)
    packBytes = try Self.length(
      "pack length", in: Self.minimalPackBytes...Limits.maxPackBytes, from: &input)
    created = try input.signedVarint("created")
    try input.finish()
  }

  private static func length(
    _ field: String, in range: ClosedRange<Int>, from input: inout ByteReader
  ) throws(FormatError) -> Int {
    let start = input.offset
    let value = try input.count(field, limit: range.upperBound)
    guard value >= range.lowerBound else {
      throw FormatError(
        field: field, offset: start, problem: "\(value) is below \(range.lowerBound)")
    }
    return value
  }

  package func encoded() -> [UInt8] {
    var output = ByteWriter()
    output.zeros(3)
    output.varint(minimalChunkBytes)
    output.integer(UInt8(meanOffsetBits))
    output.varint(maximalChunkBytes)
    output.varint(packBytes)
    output.signedVarint(created)
    return output.bytes
  }
}
