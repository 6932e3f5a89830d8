import Format
import Sealing
import TestSupport
import Testing

@testable import Repository

@Suite struct FrameEncoderTests {
  private let test: TestRepository
  private let encoder: FrameEncoder

  init() throws {
    test = try TestRepository(seed: 1)
    encoder = try test.encoder(.data)
  }

  @Test("Chunks that compress, chunks that do not and deltas are in frames of their own kind")
  func groups() throws {
    let text = try (0..<5).map { try test.full(words(3000, $0)) }
    let noise = try (0..<5).map { _ in try test.full(test.random.bytes(3000)) }
    let base = words(3000, 100)
    let deltas = try (0..<5).map { try test.delta(base + [UInt8($0)], base: base) }
    for index in 0..<5 {
      for chunk in [text[index], noise[index], deltas[index]] { #expect(try add(chunk) == nil) }
    }
    let frames = try encoder.flush()
    let expected = [text, noise, deltas].map { $0.map(\.entry) }
    #expect(frames.map(\.chunks) == expected)
    #expect(frames.map(\.entry.codec) == [.zstd, .raw, .raw])
    #expect(frames.map(\.entry.kind) == [.data, .data, .data])
    #expect(try encoder.flush().isEmpty)
  }

  @Test("A frame is closed at 1 MiB; what is longer than 512 KiB is a frame alone")
  func sizes() throws {
    let half = try test.full(words(FrameDraft.maxSharedBytes, 1))
    let more = try test.full(words(FrameDraft.maxSharedBytes + 1, 2))
    #expect(try add(half) == nil)
    #expect(try add(more)?.chunks == [more.entry])
    #expect(try add(half)?.chunks == [half.entry, half.entry])
    // Just under 1 MiB, then the longest that shares.
    let small = try test.full(words(1023, 3))
    for _ in 0..<1024 { #expect(try add(small) == nil) }
    let frame = try #require(try add(half))
    #expect(frame.entry.rawLength == 1024 * 1023 + FrameDraft.maxSharedBytes)
    #expect(frame.entry.chunkCount == 1025)
  }

  @Test("[11-a] Frames of the largest chunks and deltas keep the limits")
  func limits() throws {
    let long = try test.full(test.random.bytes(Limits.maxChunkBytes))
    let frame = try #require(try add(long))
    #expect(frame.entry.storedLength <= Limits.maxFrameBytes)
    // A delta of 8 MiB, after almost 1 MiB of others: together they would be too long.
    let base = long.entry.id.bytes.prefix
    func delta(_ length: Int) -> PendingChunk {
      PendingChunk(
        entry: ChunkEntry(
          id: test.random.chunkID(), kind: .data, rawLength: length,
          delta: DeltaEntry(storedLength: length, base: base, depth: 1, chainBytes: length)),
        bytes: [UInt8](repeating: 7, count: length))
    }
    #expect(try add(delta(FrameDraft.maxSharedBytes)) == nil)
    #expect(try add(delta(FrameDraft.maxSharedBytes - 1)) == nil)
    let large = try #require(try add(delta(Limits.maxChunkBytes)))
    #expect(large.entry.codec == .raw)
    #expect(large.entry.storedLength <= Limits.maxFrameBytes)
    #expect(try encoder.flush().map(\.chunks.count) == [2])
  }

  @Test("[11-a] A frame has at most 65 536 chunks")
  func chunkCount() throws {
    let one = try test.full([1])
    var frame: SealedFrame?
    for _ in 1..<Limits.maxChunksPerFrame { #expect(try add(one) == nil) }
    frame = try add(one)
    #expect(frame?.entry.chunkCount == Limits.maxChunksPerFrame)
  }

  @Test("A frame that compression does not make smaller is stored raw", arguments: 1...64)
  func notSmaller(length: Int) throws {
    // From noise, which does not compress, to a run of one byte, which does.
    for run in 0...length {
      let bytes = test.random.bytes(length - run) + [UInt8](repeating: 7, count: run)
      _ = try add(try test.full(bytes))
      let frame = try #require(try encoder.flush().first)
      let payload = frame.entry.storedLength - Sealer.overheadBytes
      #expect((frame.entry.codec == .raw) == (payload == length), "a run of \(run)")
      #expect(payload <= length)
    }
  }

  @Test("[5.2-a] Every frame reads back, whatever is in it", arguments: 0..<UInt64(12))
  func readable(seed: UInt64) throws {
    let test = try TestRepository(seed: seed)
    let kind: FrameKind = seed % 3 == 0 ? .tree : .data
    let chunkKind: ChunkKind = kind == .data ? .data : .treePiece
    let encoder = try test.encoder(kind)
    let base = words(20_000, Int(seed))
    var plaintexts = [base]
    var frames = [try test.frame([try test.full(base, chunkKind)], kind)]
    for number in 0..<Int.random(in: 1...60, using: &test.random) {
      let chunk: PendingChunk
      let length = Int.random(in: 1...(number % 20 == 0 ? 700_000 : 9000), using: &test.random)
      switch Int.random(in: 0..<3, using: &test.random) {
      case 0: chunk = try test.full(words(length, number), chunkKind)
      case 1: chunk = try test.full(test.random.bytes(length), chunkKind)
      default: chunk = try test.delta(base + words(length, number), base: base, chunkKind)
      }
      plaintexts.append(chunk.entry.delta == nil ? chunk.bytes : base + words(length, number))
      if let frame = try encoder.add(chunk) { frames.append(frame) }
    }
    frames += try encoder.flush()
    #expect(frames.reduce(0) { $0 + $1.chunks.count } == plaintexts.count)
    try test.commit([try test.store(frames)])
    let reader = try test.reader()
    for plaintext in plaintexts {
      #expect(try reader.read(try test.id(plaintext, chunkKind), as: chunkKind) == plaintext)
    }
  }

  @Test("Flushing leaves what is too little for a frame, chunk by chunk")
  func leaving() throws {
    let text = try (0..<4).map { try test.full(words(5000, $0)) }
    let noise = try (0..<2).map { _ in try test.full(test.random.bytes(300)) }
    let base = words(400, 9)
    let delta = try test.delta(base + [1, 2, 3], base: base)
    for chunk in text + noise + [delta] { #expect(try add(chunk) == nil) }
    let (frames, rest) = try encoder.flush(leaving: 10_000)
    #expect(frames.map(\.chunks) == [text.map(\.entry)])
    #expect(rest.map(\.entry) == (noise + [delta]).map(\.entry))
    #expect(rest.map(\.bytes) == (noise + [delta]).map(\.bytes))
    #expect(try encoder.flush().isEmpty)
    for chunk in rest { #expect(try add(chunk) == nil) }
    #expect(try encoder.flush().map(\.chunks) == [noise.map(\.entry), [delta.entry]])
  }

  private func add(_ chunk: PendingChunk) throws -> SealedFrame? { try encoder.add(chunk) }

  /// Bytes that compress to about a third.
  private func words(_ count: Int, _ seed: Int) -> [UInt8] {
    var random = SeededGenerator(seed: UInt64(seed) + 1000)
    let letters = Array("etaoin shrdlu".utf8)
    return (0..<count).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] }
  }
}

extension TestRepository {
  func encoder(_ kind: FrameKind) throws -> FrameEncoder {
    try FrameEncoder(
      keyring: repository.keyring, random: repository.surroundings.random, level: .standard,
      kind: kind)
  }
}

extension FrameEncoder {
  func add(_ chunk: PendingChunk) throws -> SealedFrame? {
    try chunk.bytes.withUnsafeBytes { try add(chunk.entry, $0) }
  }
}
