import Format
import Sealing
import TestSupport
import Testing

@testable import Repository

@Suite struct PackBuilderTests {
  private let test: TestRepository

  init() throws {
    test = try TestRepository(seed: 1, packBytes: 200_000)
  }

  @Test("[6.1-c] A full pack has exactly the config's length, any other PADMÉ of its own")
  func lengths() throws {
    for size in [1, 1000, 30_000, 80_000, 150_000] {
      let frame = try test.frame([try test.full(test.random.bytes(size))])
      #expect(try close([frame], .full).bytes.count == 200_000)
      let last = try close([frame], .last)
      let trailer = try PackTrailer(
        decoding: Array(last.bytes.suffix(16)), packLength: last.byteCount)
      let length = 16 + frame.bytes.count + trailer.directoryBytes + 16
      #expect(last.byteCount == Padme.padded(length), "\(size)")
    }
  }

  /// A repository with small packs can hold chunks that are larger.
  @Test("[6.1-c] A frame larger than a full pack is alone, and its length hidden")
  func oversized() throws {
    let frame = try test.frame([try test.full(test.random.bytes(300_001))])
    for padding in [PackPadding.full, .last] {
      let pack = try close([frame], padding)
      #expect(pack.byteCount == Padme.padded(16 + frame.bytes.count + 4136 + 16))
      try test.commit([try test.store(pack)])
    }
    #expect(try test.reader().read(frame.chunks[0].id).count == 300_001)
  }

  @Test("[6.1-a] [6.1-b] Header, frames, padding, directory and trailer stand where they must")
  func layout() throws {
    for count in [1, 40, 200, 700] {
      let frames = try (0..<count).map { _ in
        try test.frame([try test.full(test.random.bytes(99)), try test.full(test.random.bytes(7))])
      }
      let pack = try close(frames, .last)
      let bytes = pack.bytes
      #expect(Array(bytes.prefix(16)) == FileHeader(kind: .pack).encoded())
      #expect(Array(bytes[16...].prefix(count * 146)) == frames.flatMap(\.bytes))
      #expect(Array(bytes.suffix(8)) == FileHeader.magic)
      let trailer = try PackTrailer(decoding: Array(bytes.suffix(16)), packLength: bytes.count)
      #expect(trailer.directoryBytes >= 4136)
      #expect((trailer.directoryBytes - 40) % 4096 == 0)
      let offset = trailer.directoryOffset(packLength: bytes.count)
      let sealed = Array(bytes[offset...].prefix(trailer.directoryBytes))
      let directory = try PackReader(test.repository).opened(sealed, offset: offset)
      #expect(directory.encoded() == pack.directory)
      #expect(directory.frames == frames.map(\.entry))
      #expect(directory.chunks == frames.flatMap(\.chunks))
      #expect(pack.chunkCount == 2 * count)
    }
  }

  @Test("Padding is not zeros, nor the same twice")
  func padding() throws {
    let frame = try test.frame([try test.full(test.random.bytes(1000))])
    let tails = try (0..<2).map { _ in
      let bytes = try close([frame], .full).bytes
      return Array(bytes[(16 + frame.bytes.count)..<(200_000 - 4136 - 16)])
    }
    #expect(tails[0] != tails[1])
    for tail in tails {
      let ones = tail.reduce(0) { $0 + $1.nonzeroBitCount }
      #expect(abs(ones - tail.count * 4) < tail.count / 20, "half of the bits are ones")
    }
  }

  @Test("[6.1-b] Whatever a builder says fits does fit", arguments: 0..<UInt64(20))
  func fitting(seed: UInt64) throws {
    let test = try TestRepository(seed: seed, packBytes: 131_072)
    let builder = try test.builder()
    let chunkBytes = Int.random(in: 1...300, using: &test.random)
    while true {
      let chunks = try (0..<Int.random(in: 1...200, using: &test.random)).map { _ in
        try test.full(test.random.bytes(chunkBytes))
      }
      let frame = try test.frame(chunks)
      guard try builder.fits(frame) else { break }
      try builder.append(frame)
    }
    let pack = try builder.close(.full)
    #expect(pack.byteCount == 131_072)
    let stored = try test.store(pack)
    let directory = try PackReader(test.repository).directory(stored.id, length: 131_072)
    #expect(directory == stored.directory)
    #expect(builder.isEmpty)
  }

  @Test("[11-a] A directory never grows over its limit")
  func directoryLimit() throws {
    let test = try TestRepository(seed: 2, packBytes: Limits.maxPackBytes)
    let builder = try test.builder()
    let entry = try test.full([1]).entry
    // One byte each: such chunks take 35 bytes of directory for one of frame.
    let chunks = [ChunkEntry](repeating: entry, count: Limits.maxChunksPerFrame)
    let frame = SealedFrame(
      entry: FrameEntry(
        kind: .data, codec: .raw, storedLength: chunks.count + 40, rawLength: chunks.count,
        chunkCount: chunks.count),
      chunks: chunks, bytes: [UInt8](repeating: 1, count: chunks.count + 40))
    var count = 0
    while try builder.fits(frame) {
      try builder.append(frame)
      count += 1
    }
    #expect(builder.room > 50 << 20, "the pack is not full, its directory is")
    #expect((count + 1) * chunks.count * 35 > Limits.maxDirectoryRawBytes - 1000)
    let pack = try builder.close(.full)
    #expect(pack.directory.count <= Limits.maxDirectoryRawBytes)
    #expect(pack.byteCount == Limits.maxPackBytes)
  }

  private func close(_ frames: [SealedFrame], _ padding: PackPadding) throws -> ClosedPack {
    let builder = try test.builder()
    for frame in frames { try builder.append(frame) }
    return try builder.close(padding)
  }
}
