import Format
import TestSupport
import Testing

/// What holds for every encoding.
@Suite struct EveryStructureTests {
  @Test(
    "[1-c] Every value reads back; no prefix of its bytes does, nor do more bytes",
    arguments: StructureType.all)
  func roundTrip(structure: StructureType) throws {
    try roundTrip(structure.type)
  }

  private func roundTrip<T: Structure>(_ type: T.Type) throws {
    for seed in 0..<UInt64(60) {
      var random = SeededGenerator(seed: seed)
      let value = T.random(using: &random)
      let bytes = value.encoded()
      #expect(try T(decoding: bytes) == value, "seed \(seed)")
      for length in bytes.indices where !mayEnd(type, at: length, of: bytes) {
        if (try? T(decoding: Array(bytes.prefix(length)))) != nil {
          Issue.record("seed \(seed): the first \(length) bytes decode")
        }
      }
      if type != PaddedBox.self {
        #expect(throws: FormatError.self, "seed \(seed)") { try T(decoding: bytes + [0]) }
      }
    }
  }

  /// Lists of chunks have no count, and a box any number of zeros.
  private func mayEnd<T: Structure>(_ type: T.Type, at length: Int, of bytes: [UInt8]) -> Bool {
    if type == ChunkList.self { return length > 0 && length.isMultiple(of: 32) }
    return type == PaddedBox.self && bytes[length...].allSatisfy { $0 == 0 }
  }

  @Test(
    "One value has one byte string: whatever decodes encodes to the same bytes",
    arguments: StructureType.all)
  func canonical(structure: StructureType) throws {
    try canonical(structure.type)
  }

  private func canonical<T: Structure>(_ type: T.Type) throws {
    var accepted = 0
    for seed in 0..<UInt64(3_000) {
      var random = SeededGenerator(seed: seed)
      let valid = T.random(using: &random).encoded()
      let bytes = Mutation.apply(to: valid, using: &random)
      guard let value = try? T(decoding: bytes) else { continue }
      accepted += bytes == valid ? 0 : 1
      if value.encoded() != bytes { Issue.record("seed \(seed) encodes to other bytes") }
    }
    #expect(accepted > (type == FileHeader.self ? 0 : 20), "the mutations find nothing")
  }
}
