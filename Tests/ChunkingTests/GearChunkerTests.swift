import Chunking
import TestSupport
import Testing

@Suite struct GearChunkerTests {
  @Test("[4-b] Cuts are those of the definition, whatever pieces come", arguments: 0..<UInt64(60))
  func asDefined(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let parameters = try #require(ChunkerParameters.random(using: &random))
    let table = (0..<256).map { _ in random.next() }
    // Few byte values now and then, so that runs and repeats occur.
    let values = Int.random(in: 1...256, using: &random)
    let bytes = random.bytes(Int.random(in: 0...30_000, using: &random)).map {
      $0 % UInt8(clamping: values)
    }
    let expected = definedCuts(bytes, parameters, table)
    #expect(try cuts(bytes, parameters, table, piece: { _ in bytes.count }) == expected)
    for largest in [1, 7, 100, 5000] {
      let found = try cuts(bytes, parameters, table) { generator in
        Int.random(in: 1...largest, using: &generator)
      }
      #expect(found == expected, "pieces up to \(largest)")
    }
  }

  @Test("[4-b] After an insertion the cuts are the same again", arguments: 0..<UInt64(20))
  func resynchronises(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let parameters = try #require(
      ChunkerParameters(minimalBytes: 512, maximalBytes: 8192, meanOffsetLog2: 9))
    let table = (0..<256).map { _ in random.next() }
    let bytes = random.bytes(400_000)
    let before = try cuts(bytes, parameters, table)
    let after = try cuts([random.bytes(1)[0]] + bytes, parameters, table).map { $0 - 1 }
    let common = Set(before).intersection(after)
    #expect(before.count - common.count < 20, "of \(before.count)")
    // Once together they stay together.
    let first = try #require(common.min())
    #expect(before.filter { $0 >= first } == after.filter { $0 >= first })
  }

  @Test("[4-a] [4-b] Chunks are within their limits and 1 MiB on average")
  func lengths() throws {
    var random = SeededGenerator(seed: 1)
    let table = (0..<256).map { _ in random.next() }
    var chunker = try #require(GearChunker(parameters: .standard, table: table))
    var buffer = random.bytes(9 << 20)
    var lengths: [Int] = []
    for _ in 0..<200 {
      let length = try #require(buffer.withUnsafeBytes { chunker.cut($0) })
      lengths.append(length)
      // What was behind the cut comes first, as in a stream, and new bytes fill up.
      buffer = Array(buffer[length...]) + random.bytes(length)
    }
    #expect(lengths.allSatisfy { (512 << 10)...(8 << 20) ~= $0 })
    let mean = lengths.reduce(0, +) / lengths.count
    #expect((950 << 10)...(1100 << 10) ~= mean, "\(mean)")
  }

  @Test("[4-a] A stream that ends early is one chunk")
  func short() throws {
    var random = SeededGenerator(seed: 2)
    let table = (0..<256).map { _ in random.next() }
    var chunker = try #require(GearChunker(parameters: .standard, table: table))
    for count in [1, 63, 64, 65, 1000, 524_287, 524_288] {
      let bytes = random.bytes(count)
      #expect(bytes.withUnsafeBytes { chunker.cutLast($0) } == count)
    }
    #expect(chunker.cut(UnsafeRawBufferPointer(start: nil, count: 0)) == nil)
    #expect(chunker.cutLast(UnsafeRawBufferPointer(start: nil, count: 0)) == 0)
  }

  @Test("[4-b] Bytes that never hash low are cut at the maximal length, others at the minimal")
  func constant() throws {
    let parameters = try #require(
      ChunkerParameters(minimalBytes: 100, maximalBytes: 1000, meanOffsetLog2: 8))
    let zeros = [UInt8](repeating: 0, count: 3500)
    // A byte of value v at every place hashes to -v: for the word 1 that is 2^64 - 1.
    let high = [UInt64](repeating: 1, count: 256)
    #expect(try cuts(zeros, parameters, high) == [1000, 2000, 3000, 3500])
    let low = [UInt64](repeating: 0, count: 256)
    #expect(try cuts(zeros, parameters, low).prefix(3) == [100, 200, 300])
  }

  @Test("[4-b] A stream is cut like the one before it")
  func restarts() throws {
    var random = SeededGenerator(seed: 3)
    let parameters = try #require(
      ChunkerParameters(minimalBytes: 64, maximalBytes: 2000, meanOffsetLog2: 9))
    let table = (0..<256).map { _ in random.next() }
    var chunker = try #require(GearChunker(parameters: parameters, table: table))
    let bytes = random.bytes(5000)
    let expected = bytes.withUnsafeBytes { chunker.cut($0) }
    #expect(bytes.prefix(70).withUnsafeBytes { chunker.cut($0) } == nil)
    chunker.restart()
    #expect(bytes.withUnsafeBytes { chunker.cut($0) } == expected)
    #expect(bytes.prefix(70).withUnsafeBytes { chunker.cutLast($0) } == 70)
    #expect(bytes.withUnsafeBytes { chunker.cut($0) } == expected)
  }

  @Test("Parameters and tables outside the limits are refused")
  func refusals() {
    #expect(ChunkerParameters(minimalBytes: 63, maximalBytes: 1000, meanOffsetLog2: 8) == nil)
    #expect(ChunkerParameters(minimalBytes: 101, maximalBytes: 100, meanOffsetLog2: 8) == nil)
    let tooLong = ChunkerParameters.maxChunkBytes + 1
    #expect(ChunkerParameters(minimalBytes: 64, maximalBytes: tooLong, meanOffsetLog2: 8) == nil)
    for log2 in [Int.min, -1, 0, 33, 64, Int.max] {
      #expect(
        ChunkerParameters(minimalBytes: 64, maximalBytes: 1000, meanOffsetLog2: log2) == nil)
    }
    #expect(ChunkerParameters(minimalBytes: 64, maximalBytes: 64, meanOffsetLog2: 1) != nil)
    for count in [0, 255, 257] {
      let table = [UInt64](repeating: 1, count: count)
      #expect(GearChunker(parameters: .standard, table: table) == nil)
    }
  }

  /// Where the chunks of `bytes` end, by the product, fed with pieces of any length.
  private func cuts(
    _ bytes: [UInt8], _ parameters: ChunkerParameters, _ table: [UInt64],
    piece: (inout SeededGenerator) -> Int = { _ in 1000 }
  ) throws -> [Int] {
    var random = SeededGenerator(seed: UInt64(bytes.count))
    var chunker = try #require(GearChunker(parameters: parameters, table: table))
    var start = 0
    var end = 0
    var found: [Int] = []
    while start < bytes.count {
      let length: Int? = bytes[start..<end].withUnsafeBytes {
        end == bytes.count ? chunker.cutLast($0) : chunker.cut($0)
      }
      if let length {
        start += length
        found.append(start)
      } else {
        end = min(end + piece(&random), bytes.count)
      }
    }
    return found
  }

  /// The same by the sentence of FORMAT.md 4, each hash computed anew from its 64 bytes.
  private func definedCuts(
    _ bytes: [UInt8], _ parameters: ChunkerParameters, _ table: [UInt64]
  ) -> [Int] {
    let threshold = UInt64(1) << UInt64(64 - parameters.meanOffsetLog2)
    var found: [Int] = []
    var start = 0
    while start < bytes.count {
      let last = min(start + parameters.maximalBytes, bytes.count)
      let first = start + parameters.minimalBytes
      let end =
        first > last
        ? nil
        : (first...last).first { end in
          bytes[(end - 64)..<end].reduce(UInt64(0)) { ($0 << 1) &+ table[Int($1)] } < threshold
        }
      start = end ?? last
      found.append(start)
    }
    return found
  }
}

extension ChunkerParameters {
  static func random(using random: inout SeededGenerator) -> Self? {
    let minimal = Int.random(in: 64...500, using: &random)
    return Self(
      minimalBytes: minimal, maximalBytes: minimal + Int.random(in: 0...3000, using: &random),
      meanOffsetLog2: Int.random(in: 1...11, using: &random))
  }
}
