import Format
import LocalState
import TestSupport

extension FileName {
  /// Short, of few different bytes, among them the neighbours of `/`: names begin with each other.
  static func random(using random: inout SeededGenerator) -> FileName {
    let alphabet = Array("\u{1}-./0ab".utf8.filter { $0 != UInt8(ascii: "/") }) + [0xFF]
    while true {
      let count = Int.random(in: 1...3, using: &random)
      let bytes = (0..<count).map { _ in alphabet[Int.random(in: alphabet.indices, using: &random)]
      }
      if let name = FileName(bytes) { return name }
    }
  }
}

extension Timestamp {
  static func random(using random: inout SeededGenerator) -> Timestamp {
    let seconds =
      switch Int.random(in: 0..<8, using: &random) {
      case 0: Int64(bitPattern: random.next())
      case 1: Bool.random(using: &random) ? Int64.min : Int64.max
      default: Int64.random(in: 1_600_000_000...1_700_000_000, using: &random)
      }
    return Timestamp(
      seconds: seconds, nanoseconds: UInt32.random(in: 0...999_999_999, using: &random))
  }
}

extension StoredRow {
  static func random(using random: inout SeededGenerator, maxEntries: Int = 12) -> StoredRow {
    let count = Int.random(in: 0...maxEntries, using: &random)
    let names = Set((0..<count).map { _ in FileName.random(using: &random) }).sorted()
    return StoredRow(
      tree: .random(using: &random),
      entries: names.map { name in
        Entry(
          name: name, size: random.next() >> UInt64.random(in: 0..<64, using: &random),
          modified: .random(using: &random), changed: .random(using: &random),
          inode: random.next() >> UInt64.random(in: 0..<64, using: &random),
          isSettled: Bool.random(using: &random), fingerprint: .random(using: &random))
      })
  }
}

extension Fingerprint? {
  static func random(using random: inout SeededGenerator) -> Self {
    Bool.random(using: &random) ? Fingerprint(high: random.next(), low: random.next()) : nil
  }
}

extension TreeReference {
  static func random(using random: inout SeededGenerator) -> TreeReference {
    let id = Bytes32(random.bytes(Bytes32.byteCount)) ?? .zero
    return TreeReference(id: ChunkID(id), isList: Bool.random(using: &random))
  }
}
