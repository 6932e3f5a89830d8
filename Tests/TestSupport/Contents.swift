extension SeededGenerator {
  /// `count` bytes of words from a small vocabulary: they shrink to about a tenth.
  package mutating func words(_ count: Int) -> [UInt8] {
    let vocabulary = (0..<32).map { _ in
      (0..<7).map { _ in UInt8.random(in: 97...122, using: &self) } + [0x20]
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 8)
    while bytes.count < count {
      bytes += vocabulary[Int(truncatingIfNeeded: next() & 31)]
    }
    return Array(bytes.prefix(count))
  }
}

extension [UInt8] {
  /// The same bytes with `count` of them from `offset` on replaced by noise.
  package func edited(at offset: Int, count: Int, seed: UInt64) -> [UInt8] {
    var random = SeededGenerator(seed: seed)
    var bytes = self
    bytes.replaceSubrange(offset..<offset + count, with: random.bytes(count))
    return bytes
  }
}

extension SeededGenerator {
  /// Like `bytes`, for millions of them.
  package mutating func noise(_ count: Int) -> [UInt8] {
    let words = (0..<(count + 7) / 8).map { _ in next() }
    return words.withUnsafeBytes { Array($0.prefix(count)) }
  }
}
