/// That everything the n-th verdict deletes is deleted (FORMAT.md 10.4).
package struct PruneDone: Equatable, Sendable {
  package let number: Int
  /// SHA-256 of `gc/n.verdict`.
  package let verdictHash: Bytes32

  package init(number: Int, verdictHash: Bytes32) {
    self.number = number
    self.verdictHash = verdictHash
  }

  package init(decoding bytes: [UInt8]) throws(FormatError) {
    var input = ByteReader(bytes)
    number = try input.length("number", limit: Int.max)
    verdictHash = try input.bytes32("verdict hash")
    try input.finish()
  }

  package func encoded() -> [UInt8] {
    var output = ByteWriter(capacity: 48)
    output.varint(number)
    output.bytes32(verdictHash)
    return output.bytes
  }
}
