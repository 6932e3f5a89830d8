/// 32 bytes as four words: the shape of every hash and key in the format.
///
/// Words and not `[UInt8]`: an index holds 10^8 of these, and an array costs a heap block each.
package struct Bytes32: Hashable, Sendable {
  package static let byteCount = 32

  // The first word holds the first eight bytes, big-endian, so that words compare as bytes do.
  private let a, b, c, d: UInt64

  /// 32 zero bytes, where a hash of nothing stands.
  package static let zero = Bytes32(a: 0, b: 0, c: 0, d: 0)

  private init(a: UInt64, b: UInt64, c: UInt64, d: UInt64) {
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  /// From exactly 32 bytes; `nil` for any other count.
  package init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    for (index, byte) in bytes.enumerated() {
      switch index / 8 {
      case 0: words.0 = words.0 << 8 | UInt64(byte)
      case 1: words.1 = words.1 << 8 | UInt64(byte)
      case 2: words.2 = words.2 << 8 | UInt64(byte)
      default: words.3 = words.3 << 8 | UInt64(byte)
      }
    }
    (a, b, c, d) = words
  }

  /// From the 32 bytes at `pointer`.
  package init(loading pointer: UnsafeRawPointer) {
    a = UInt64(bigEndian: pointer.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
    b = UInt64(bigEndian: pointer.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
    c = UInt64(bigEndian: pointer.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
    d = UInt64(bigEndian: pointer.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
  }

  /// From the 32 bytes at `offset` of `buffer`.
  package init(loading buffer: UnsafeRawBufferPointer, at offset: Int) {
    a = UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    b = UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
    c = UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self))
    d = UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: offset + 24, as: UInt64.self))
  }

  /// Writes the 32 bytes to `pointer`.
  package func store(to pointer: UnsafeMutableRawPointer) {
    pointer.storeBytes(of: a.bigEndian, toByteOffset: 0, as: UInt64.self)
    pointer.storeBytes(of: b.bigEndian, toByteOffset: 8, as: UInt64.self)
    pointer.storeBytes(of: c.bigEndian, toByteOffset: 16, as: UInt64.self)
    pointer.storeBytes(of: d.bigEndian, toByteOffset: 24, as: UInt64.self)
  }

  package var bytes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, count in
      if let start = buffer.baseAddress { store(to: start) }
      count = Self.byteCount
    }
  }

  /// The first 64 bits, for filters and sorting: uniformly distributed in a keyed hash.
  package var leadingWord: UInt64 { a }

  /// The first 128 bits, by which a delta names its base.
  package var prefix: ChunkPrefix { ChunkPrefix(high: a, low: b) }

  // Equal names are rare and hashes uniform, so one word is enough to spread them.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(a)
  }
}

extension Bytes32: Comparable {
  package static func < (left: Self, right: Self) -> Bool {
    if left.a != right.a { return left.a < right.a }
    if left.b != right.b { return left.b < right.b }
    if left.c != right.c { return left.c < right.c }
    return left.d < right.d
  }
}

/// The first 16 bytes of a chunk ID, by which a delta names its base (FORMAT.md 6).
package struct ChunkPrefix: Hashable, Sendable, Comparable {
  package static let byteCount = 16
  package let high, low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  package static func < (left: Self, right: Self) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }
}
