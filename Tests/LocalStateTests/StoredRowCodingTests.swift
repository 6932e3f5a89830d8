import Format
import TestSupport
import Testing

@testable import LocalState

struct StoredRowCodingTests {
  @Test("Every row reads back; no prefix of one does", arguments: 0..<UInt64(200))
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let row = StoredRow.random(using: &random)
    let bytes = row.encoded()
    #expect(try StoredRow(decoding: bytes) == row)
    for length in bytes.indices {
      #expect(throws: FormatError.self, "\(length) bytes") {
        try StoredRow(decoding: Array(bytes.prefix(length)))
      }
    }
    #expect(throws: FormatError.self) { try StoredRow(decoding: bytes + [0]) }
  }

  @Test("A row with one bit changed is refused", arguments: 0..<UInt64(100))
  func mutations(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let row = StoredRow.random(using: &random)
    let bytes = row.encoded()
    for _ in 0..<100 {
      var other = bytes
      other[Int.random(in: other.indices, using: &random)] ^=
        1 << UInt8.random(in: 0..<8, using: &random)
      #expect(throws: FormatError.self) { try StoredRow(decoding: other) }
    }
  }

  @Test("Names that do not ascend are refused")
  func order() throws {
    let one = Timestamp(seconds: 1, nanoseconds: 0)
    let entries = try ["b", "a"].map { name in
      StoredRow.Entry(
        name: try #require(FileName(name.utf8)), size: 1, modified: one, changed: one, inode: 1,
        isSettled: true)
    }
    let row = StoredRow(tree: TreeReference(id: ChunkID(.zero), isList: false), entries: entries)
    #expect(throws: FormatError.self) { try StoredRow(decoding: row.encoded()) }
  }

  @Test("A file takes about 20 bytes beside its name")
  func size() throws {
    var random = SeededGenerator(seed: 1)
    let entries = try (100..<200).map { number in
      StoredRow.Entry(
        name: try #require(FileName("\(number)".utf8)),
        size: UInt64.random(in: 0..<100_000, using: &random),
        modified: Timestamp(
          seconds: 1_700_000_000 - Int64.random(in: 0..<30_000_000, using: &random),
          nanoseconds: UInt32.random(in: 0..<1_000_000_000, using: &random)),
        changed: Timestamp(
          seconds: 1_730_000_000 - Int64.random(in: 0..<60, using: &random),
          nanoseconds: UInt32.random(in: 0..<1_000_000_000, using: &random)),
        inode: 4_000_000 + UInt64(number), isSettled: true)
    }
    let row = StoredRow(tree: .random(using: &random), entries: entries)
    #expect(row.encoded().count <= 64 + entries.count * (3 + 20))
  }
}
