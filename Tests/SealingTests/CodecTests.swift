import Sealing
import TestSupport
import Testing

@Suite struct CodecTests {
  @Test("[5.1-a] Every frame reads back at every level", arguments: 0..<UInt64(60))
  func frames(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let codec = try Codec(level: CompressionLevel.allCases.randomElement(using: &random) ?? .fast)
    for _ in 0..<3 {
      let source = random.compressibleBytes(Int.random(in: 0...200_000, using: &random))
      let frame = try #require(try codec.compress(source))
      #expect(try codec.decompress(frame, count: source.count) == source)
    }
  }

  @Test("[5.3-a] Every delta reads back and needs its base", arguments: 0..<UInt64(60))
  func deltas(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let codec = try Codec(level: CompressionLevel.allCases.randomElement(using: &random) ?? .fast)
    let base = random.bytes(Int.random(in: 1000...300_000, using: &random))
    var source = base
    for _ in 0..<5 {
      let place = Int.random(in: 0..<source.count, using: &random)
      source.insert(contentsOf: random.bytes(20), at: place)
    }
    let delta = try #require(try codec.compressDelta(source, base: base))
    #expect(delta.count < 1000)
    #expect(try codec.decompressDelta(delta, base: base, count: source.count) == source)
    #expect(throws: SealingError.notDecodable) {
      let opened = try codec.decompress(delta, count: source.count)
      // Without its base it must not come out right by accident.
      #expect(opened != source)
      throw SealingError.notDecodable
    }
  }

  @Test("[5.3-a] A few changed pages of a large base make a small delta; so do the smallest bases")
  func deltaSizes() throws {
    var random = SeededGenerator(seed: 6)
    let codec = try Codec(level: .standard)
    let base = random.bytes(4 << 20)
    var source = base
    for page in stride(from: 0, to: 1024, by: 50) {
      source.replaceSubrange((page * 4096)..<(page * 4096 + 200), with: random.bytes(200))
    }
    let delta = try #require(try codec.compressDelta(source, base: base))
    #expect(delta.count < 6000)
    #expect(try codec.decompressDelta(delta, base: base, count: source.count) == source)
    for baseCount in [0, 1, 2, 7, 8, 9, 100, 1023, 1024, 1025] {
      for count in [0, 1, 8, 1000, 5000] {
        let base = random.bytes(baseCount)
        let source = Array(base.prefix(count)) + random.bytes(count)
        let delta = try #require(try codec.compressDelta(source, base: base))
        #expect(try codec.decompressDelta(delta, base: base, count: source.count) == source)
      }
    }
  }

  @Test("What was set for a delta is forgotten in the next frame")
  func deltaThenFrame() throws {
    var random = SeededGenerator(seed: 1)
    let source = random.compressibleBytes(300_000)
    for level in CompressionLevel.allCases {
      let expected = try Codec(level: level).compress(source)
      let codec = try Codec(level: level)
      for bytes in [100, 3_000_000] {
        let base = random.compressibleBytes(bytes)
        _ = try codec.compressDelta(base, base: base)
        #expect(try codec.compress(source) == expected)
        // Too small a place for the result leaves nothing behind either.
        #expect(try codec.compressDelta(source, base: base, capacity: 10) == nil)
        #expect(try codec.compress(source) == expected)
        #expect(try codec.compress(source, capacity: 10) == nil)
        #expect(try codec.compress(source) == expected)
      }
    }
  }

  @Test("A base that looks like a trained dictionary is taken as bytes")
  func dictionaryMagic() throws {
    var random = SeededGenerator(seed: 2)
    let codec = try Codec(level: .standard)
    let base: [UInt8] = [0x37, 0xA4, 0x30, 0xEC] + random.bytes(50_000)
    let delta = try #require(try codec.compressDelta(base + [0], base: base))
    #expect(delta.count < 100)
    #expect(try codec.decompressDelta(delta, base: base, count: base.count + 1) == base + [0])
  }

  @Test("[5.1-a] Another raw length is refused")
  func otherLength() throws {
    var random = SeededGenerator(seed: 3)
    let codec = try Codec(level: .standard)
    let source = random.compressibleBytes(50_000)
    let frame = try #require(try codec.compress(source))
    for count in [0, 1, 49_999, 50_001, 9_000_000] {
      #expect(throws: SealingError.notDecodable) { try codec.decompress(frame, count: count) }
    }
  }

  @Test("[5.1-a] A magic number, a content size, a large window, a second frame are refused")
  func otherFrames() throws {
    let codec = try Codec(level: .standard)
    // One raw block: descriptor, window, header (last, raw, 3 bytes), bytes.
    let good: [UInt8] = [0x00, 0x58, 0x19, 0x00, 0x00, 1, 2, 3]
    #expect(try codec.decompress(good, count: 3) == [1, 2, 3])
    var largest = good
    largest[1] = 17 << 3
    #expect(try codec.decompress(largest, count: 3) == [1, 2, 3])
    var tooLarge = good
    tooLarge[1] = 17 << 3 | 1
    let refused: [[UInt8]] = [
      [], [0], [0, 0x58], tooLarge, [0x28, 0xB5, 0x2F, 0xFD] + good, good + good, good + [0],
      [0x20, 3, 0x19, 0, 0, 1, 2, 3], [0x04] + good.dropFirst() + [0, 0, 0, 0],
      [0x01, 0x58, 7] + good.dropFirst(2),
    ]
    for (index, bytes) in refused.enumerated() {
      for count in [3, 6] {
        #expect(throws: SealingError.notDecodable, "case \(index)") {
          try codec.decompress(bytes, count: count)
        }
      }
    }
  }

  @Test("Bytes from anywhere throw or decode, and never trap", arguments: 0..<UInt64(40))
  func garbage(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let codec = try Codec(level: .standard)
    let source = random.compressibleBytes(20_000)
    let frame = try #require(try codec.compress(source))
    let delta = try #require(try codec.compressDelta(source, base: Array(source.prefix(9000))))
    for original in [frame, delta, [0, 0x58] + random.bytes(300)] {
      for _ in 0..<30 {
        var bytes = original
        bytes[Int.random(in: 0..<bytes.count, using: &random)] ^=
          1
          << UInt8.random(
            in: 0..<8, using: &random)
        bytes.removeLast(Int.random(in: 0..<2, using: &random))
        expectNoOtherError { try codec.decompress(bytes, count: source.count) }
        expectNoOtherError {
          try codec.decompressDelta(bytes, base: source, count: source.count)
        }
      }
    }
    // The contexts are as good as new afterwards.
    #expect(try codec.decompress(frame, count: source.count) == source)
  }

  @Test("The probe tells noise from text")
  func probe() throws {
    var random = SeededGenerator(seed: 4)
    let compressor = try Compressor(level: .standard)
    for count in [1000, 12_288, 12_289, 1_000_000] {
      let noise = random.bytes(count)
      #expect(try noise.withRaw { try compressor.isIncompressible($0) }, "\(count)")
      let text = random.compressibleBytes(count)
      #expect(try !text.withRaw { try compressor.isIncompressible($0) }, "\(count)")
      // A header that compresses does not make noise worth compressing.
      let mixed = random.compressibleBytes(100) + random.bytes(count * 10)
      #expect(try mixed.withRaw { try compressor.isIncompressible($0) }, "\(count)")
    }
  }

  private func expectNoOtherError(_ body: () throws -> [UInt8]) {
    do {
      _ = try body()
    } catch {
      #expect(error as? SealingError == .notDecodable)
    }
  }
}
