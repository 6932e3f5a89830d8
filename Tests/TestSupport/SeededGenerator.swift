/// Repeatable randomness (SplitMix64): a failing test prints its seed, and the seed is the test.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) {
    state = seed
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }
}

extension SeededGenerator {
  /// `count` bytes that do not compress.
  package mutating func bytes(_ count: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    bytes.withUnsafeMutableBytes { buffer in
      var offset = 0
      while offset < count {
        var word = next()
        let length = min(8, count - offset)
        for _ in 0..<length {
          buffer[offset] = UInt8(truncatingIfNeeded: word)
          word >>= 8
          offset += 1
        }
      }
    }
    return bytes
  }
}
