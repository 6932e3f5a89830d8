import TestSupport
import Testing

@testable import Format

@Suite struct ByteReaderTests {
  @Test("[1-a] [1-b] Integers and varints read back", arguments: 0..<UInt64(300))
  func numbers(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let word = random.word()
    let signed = Int64(bitPattern: random.next()) >> Int64.random(in: 0...63, using: &random)
    var output = ByteWriter()
    output.integer(word)
    output.integer(UInt16(truncatingIfNeeded: word))
    output.varint(word)
    output.signedVarint(signed)
    var input = ByteReader(output.bytes)
    #expect(try input.integer("u64") == word)
    #expect(try input.integer("u16") == UInt16(truncatingIfNeeded: word))
    #expect(try input.varint("varint") == word)
    #expect(try input.signedVarint("svarint") == signed)
    try input.finish()
  }

  @Test("[1-a] The first byte of an integer is the least")
  func littleEndian() throws {
    var input = ByteReader([1, 2, 3, 4, 5, 6, 7, 8])
    let value: UInt64 = try input.integer("u64")
    #expect(value == 0x0807_0605_0403_0201)
  }

  @Test("[1-b] Of all encodings of a number only the shortest is accepted")
  func shortest() {
    for value: UInt8 in [0, 1, 0x7F] {
      for length in 2...11 {
        let padding = [UInt8](repeating: 0x80, count: length - 2)
        var input = ByteReader([value | 0x80] + padding + [0])
        #expect(throws: FormatError.self) { try input.varint("value") }
      }
    }
  }

  @Test("[1-e] More items than bytes are refused before anything is allocated for them")
  func counts() {
    var huge = ByteWriter()
    huge.varint(UInt64(Int.max))
    for itemBytes in [1, 2, 32] {
      var input = ByteReader(huge.bytes + [1, 2, 3])
      #expect(throws: FormatError.self) { try input.count("items", itemBytes: itemBytes) }
    }
    var hashes = ByteReader([UInt8](repeating: 0, count: 63))
    #expect(throws: FormatError.self) { try hashes.hashes(Int.max, "hash") { $0 } }
    #expect(throws: FormatError.self) { try hashes.hashes(2, "hash") { $0 } }
    #expect(hashes.offset == 0)
    #expect(throws: Never.self) { try hashes.hashes(1, "hash") { $0 } }
    #expect(throws: FormatError.self) { try hashes.bytes32("hash") }
    #expect(throws: FormatError.self) { try hashes.skip(32, "rest") }
    #expect(throws: Never.self) { try hashes.skip(31, "rest") }
    #expect(hashes.remaining == 0)
  }

  @Test("[7.3-a] A name ends at its zero byte, within its limit")
  func terminated() throws {
    var input = ByteReader([97, 97, 0, 98, 0, 99])
    #expect(try input.terminated("name", limit: 2) == [97, 97])
    #expect(throws: FormatError.self) { try input.terminated("name", limit: 0) }
    #expect(try input.terminated("name", limit: 1) == [98])
    for limit in [1, 5] {
      let open = #expect(throws: FormatError.self) { try input.terminated("name", limit: limit) }
      #expect(open == FormatError(field: "name", offset: 5, problem: "no NUL before the end"))
    }
  }

  @Test(
    "[1-c] Text is UTF-8, whatever Swift would repair",
    arguments: [
      [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82],
    ])
  func text(bytes: [UInt8]) {
    var output = ByteWriter()
    output.string(bytes)
    var input = ByteReader(output.bytes)
    #expect(throws: FormatError.self) { try input.text("text", limit: 10) }
  }
}
