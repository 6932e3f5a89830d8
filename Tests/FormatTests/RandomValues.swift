import TestSupport

@testable import Format

// Values of the small types, from which the structures are made.

extension SeededGenerator {
  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  /// Small numbers, large ones and those around the limits of a varint's bytes.
  mutating func number(upTo limit: Int) -> Int {
    let bits = Int.random(in: 0...Int.bitWidth - 2, using: &self)
    return min(limit, Int.random(in: 0...(1 << bits), using: &self))
  }

  mutating func word() -> UInt64 { next() >> UInt64.random(in: 0...63, using: &self) }

  mutating func bytes32() -> Bytes32 { Bytes32(bytes(32)) ?? .zero }

  mutating func session() -> SessionID {
    guard let id = SessionID(bytes(SessionID.byteCount)) else { fatalError("16 bytes") }
    return id
  }

  mutating func chunkID() -> ChunkID { ChunkID(bytes32()) }
  mutating func packID() -> PackID { PackID(bytes32()) }

  mutating func text(upTo limit: Int) -> String {
    let letters = ["a", "Z", "0", " ", "-", "é", "e\u{301}", "漢", "🐦", "\n", "\u{0}"]
    var text = ""
    for _ in 0..<Int.random(in: 0...6, using: &self) {
      let letter = letters[Int.random(in: 0..<letters.count, using: &self)]
      if text.utf8.count + letter.utf8.count <= limit { text += letter }
    }
    return text
  }

  mutating func time() -> Timestamp {
    let extremes: [Int64] = [.min, -1, 0, 1, 1_750_000_000, .max]
    let seconds =
      chance(80)
      ? Int64.random(in: 1_700_000_000...1_800_000_000, using: &self)
      : extremes[Int.random(in: 0..<extremes.count, using: &self)]
    return Timestamp(
      seconds: seconds, nanoseconds: UInt32.random(in: 0...999_999_999, using: &self))
  }

  mutating func list<T>(
    upTo count: Int, _ make: (inout SeededGenerator) -> T
  ) -> [T] {
    (0..<Int.random(in: 0...count, using: &self)).map { _ in make(&self) }
  }

  mutating func element<T>(of values: some Collection<T>) -> T {
    guard let value = values.randomElement(using: &self) else { fatalError("an empty collection") }
    return value
  }

  /// Bytes without those in `without`.
  mutating func bytes(in range: ClosedRange<Int>, without: Set<UInt8>) -> [UInt8] {
    let count = Int.random(in: range, using: &self)
    return bytes(count).map { without.contains($0) ? UInt8(ascii: "x") : $0 }
  }

  /// `count` distinct names, ascending.
  mutating func names(_ count: Int) -> [FileName] {
    var names: Set<FileName> = []
    while names.count < count {
      let bytes = bytes(in: 1...(chance(5) ? 255 : 6), without: [0, UInt8(ascii: "/")])
      if let name = FileName(bytes) { names.insert(name) }
    }
    return names.sorted()
  }
}
