import Sealing
import TestSupport
import Testing

@Suite struct SealerTests {
  private let sealer: Sealer
  private let key: AEADKey

  init() throws {
    sealer = try Sealer(random: SeededRandom(seed: 9))
    key = try AEADKey(SecretBytes(random: SeededRandom(seed: 10), count: 32))
  }

  @Test("What was sealed opens, whatever was done before", arguments: 0..<UInt64(50))
  func roundTrip(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let keys = try (0..<3).map { _ in try AEADKey(SecretBytes(copying: random.bytes(32))) }
    var sealed: [(key: AEADKey, plaintext: [UInt8], data: [UInt8], bytes: [UInt8])] = []
    for _ in 0..<20 {
      let key = keys[Int.random(in: 0..<3, using: &random)]
      let plaintext = random.bytes([0, 1, 15, 16, 17, 5000].randomElement(using: &random) ?? 0)
      let data = random.bytes(Int.random(in: 0..<100, using: &random))
      let bytes = try sealer.seal(plaintext, key: key, associatedData: data)
      #expect(bytes.count == plaintext.count + Sealer.overheadBytes)
      sealed.append((key, plaintext, data, bytes))
      if let earlier = sealed.randomElement(using: &random) {
        let opened = try sealer.open(
          earlier.bytes, key: earlier.key, associatedData: earlier.data)
        #expect(opened == earlier.plaintext)
      }
    }
    // No nonce is drawn twice.
    #expect(Set(sealed.map { Array($0.bytes.prefix(Sealer.nonceBytes)) }).count == sealed.count)
  }

  @Test("No byte can be changed, cut off or added; neither key nor associated data exchanged")
  func tampering() throws {
    let sealed = try sealer.seal(Array("plaintext".utf8), key: key, associatedData: [1, 2])
    for offset in sealed.indices {
      for bit in 0..<8 {
        var changed = sealed
        changed[offset] ^= 1 << UInt8(bit)
        expectNotAuthentic(changed, key, [1, 2])
      }
      expectNotAuthentic(Array(sealed.prefix(offset)), key, [1, 2])
    }
    expectNotAuthentic(sealed + [0], key, [1, 2])
    for data: [UInt8] in [[], [1], [1, 2, 0], [2, 1]] { expectNotAuthentic(sealed, key, data) }
    let other = try AEADKey(SecretBytes(random: SeededRandom(seed: 11), count: 32))
    expectNotAuthentic(sealed, other, [1, 2])
    #expect(
      try sealer.open(sealed, key: key, associatedData: [1, 2]) == Array("plaintext".utf8))
  }

  @Test("No plaintext is left where a message did not open")
  func wiped() throws {
    let plaintext = [UInt8](repeating: 0x5A, count: 1000)
    var sealed = try sealer.seal(plaintext, key: key, associatedData: [])
    sealed[sealed.count - 1] ^= 1
    var destination = [UInt8](repeating: 0xFF, count: 1000)
    #expect(throws: SealingError.notAuthentic) {
      try sealed.withUnsafeBytes { sealed in
        try destination.withUnsafeMutableBytes {
          try sealer.open(sealed, key: key, associatedData: [], into: $0)
        }
      }
    }
    #expect(!destination.contains(0x5A))
  }

  @Test("A place that is too small is refused")
  func tooSmall() throws {
    let plaintext = [UInt8](repeating: 1, count: 100)
    let sealed = try sealer.seal(plaintext, key: key, associatedData: [])
    for count in [0, 39, 139] {
      #expect(throws: SealingError.wrongLength) { try seal(plaintext, placeBytes: count) }
    }
    #expect(try seal(plaintext, placeBytes: 140) == 140)
    #expect(throws: SealingError.wrongLength) { try open(sealed, placeBytes: 99) }
    #expect(try open(sealed, placeBytes: 100) == 100)
  }

  private func seal(_ plaintext: [UInt8], placeBytes: Int) throws -> Int {
    var place = [UInt8](repeating: 0, count: placeBytes)
    return try plaintext.withUnsafeBytes { plaintext in
      try place.withUnsafeMutableBytes {
        try sealer.seal(plaintext, key: key, associatedData: [], into: $0)
      }
    }
  }

  private func open(_ sealed: [UInt8], placeBytes: Int) throws -> Int {
    var place = [UInt8](repeating: 0, count: placeBytes)
    return try sealed.withUnsafeBytes { sealed in
      try place.withUnsafeMutableBytes {
        try sealer.open(sealed, key: key, associatedData: [], into: $0)
      }
    }
  }

  @Test("Without randomness nothing is sealed")
  func noRandomness() throws {
    let sealer = try Sealer(random: BrokenRandom())
    #expect(throws: SealingError.noRandomness(errno: 5)) {
      try sealer.seal([1], key: key, associatedData: [])
    }
  }

  private func expectNotAuthentic(
    _ sealed: [UInt8], _ key: AEADKey, _ data: [UInt8],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(throws: SealingError.notAuthentic, sourceLocation: sourceLocation) {
      let opened: [UInt8] = try sealer.open(sealed, key: key, associatedData: data)
      _ = opened
    }
  }
}

private struct BrokenRandom: RandomSource {
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(SealingError) {
    throw .noRandomness(errno: 5)
  }
}
