import Format
import Glibc
import Sealing
import TestSupport
import Testing

@testable import Repository

@Suite struct PackFillerTests {
  @Test(
    "Every frame is in exactly one pack, and only the last is not full", arguments: 0..<UInt64(30))
  func everyFrame(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let packBytes = Int.random(in: 65_536...400_000, using: &random)
    let test = try TestRepository(seed: seed, packBytes: packBytes)
    let largest = Int.random(in: 1000...packBytes, using: &random)
    let frames = (0..<Int.random(in: 0...80, using: &random)).map { number in
      SealedFrame.made(of: Int.random(in: 41...largest, using: &random), number)
    }
    let packs = try pack(frames, test)
    var found: [Int] = []
    for pack in packs { found += try numbers(in: pack, test) }
    #expect(found.sorted() == Array(frames.indices))
    for pack in packs.dropLast() { #expect(pack.byteCount == packBytes) }
    if let last = packs.last { #expect(last.byteCount <= packBytes || largest > 60_000) }
  }

  @Test("A frame that does not fit waits, and smaller ones go first")
  func smallerFirst() throws {
    let test = try TestRepository(seed: 1, packBytes: 200_000)
    let sizes = [100_000, 150_000, 40_000, 20_000, 150_000, 90_000, 80_000]
    let packs = try pack(sizes.enumerated().map { .made(of: $1, $0) }, test)
    // 1 waits while 2 and 3 fit; 4, 5 and 6 wait too, and close the pack.
    #expect(try packs.map { try numbers(in: $0, test) } == [[0, 2, 3], [1], [4], [5, 6]])
  }

  @Test("Frames larger than a pack are alone in one")
  func oversized() throws {
    let test = try TestRepository(seed: 2, packBytes: 65_536)
    let sizes = [100_000, 10_000, 700_000, 20_000, 65_000, 100_000]
    let packs = try pack(sizes.enumerated().map { .made(of: $1, $0) }, test)
    let found = try packs.map { try numbers(in: $0, test) }
    #expect(found.flatMap { $0 }.sorted() == Array(sizes.indices))
    for (pack, numbers) in zip(packs, found) where pack.byteCount > 65_536 {
      #expect(numbers.count == 1)
      #expect(pack.byteCount == Padme.padded(16 + sizes[numbers[0]] + 4136 + 16))
    }
  }

  @Test("Little is held back: a pack goes as soon as some frames wait for the next")
  func bounded() throws {
    let test = try TestRepository(seed: 3)
    let filler = try test.filler()
    var emitted = 0
    var appended = 0
    for number in 0..<200 {
      let size = Int.random(in: 41...900_000, using: &test.random)
      try filler.append(.made(of: size, number)) { pack in emitted += pack.contentBytes }
      appended += size
      #expect(appended - emitted < (1 << 20) + (6 << 20), "a pack and what waits")
    }
  }

  @Test("Full packs waste about one part in a hundred")
  func waste() throws {
    var random = SeededGenerator(seed: 4)
    let mean = Double(1 << 19)
    // Chunks of large files: what follows the shortest is distributed exponentially.
    let chunks = try wastedShare(
      (0..<400).map { _ in
        (1 << 19) + Int(-mean * log(Double.random(in: 1e-6...1, using: &random)))
      })
    // Frames of 1 MiB of text, compressed.
    let texts = try wastedShare(
      (0..<800).map { _ in Int.random(in: 150_000...450_000, using: &random) })
    print("wasted in full packs: \(chunks * 100) % beside chunks, \(texts * 100) % beside texts")
    #expect(chunks < 0.02)
    #expect(texts < 0.01)
  }

  @Test("Frames of many chunks fill a pack to the last half percent, and lose none")
  func splitting() throws {
    let test = try TestRepository(seed: 6, packBytes: 4 << 20)
    let filler = try test.filler()
    var packs: [ClosedPack] = []
    var plaintexts: [[UInt8]] = []
    for _ in 0..<60 {
      let texts = (0..<Int.random(in: 100...400, using: &test.random)).map { _ in
        test.random.bytes(Int.random(in: 10...6000, using: &test.random)).map { 97 + $0 % 20 }
      }
      plaintexts += texts
      try filler.append(try test.compressedFrame(texts)) { packs.append($0) }
    }
    let taken = packs.map { $0.contentBytes + $0.directory.count }.reduce(0, +)
    let wasted = 1 - Double(taken) / Double(packs.count << 22)
    print("wasted in \(packs.count) full packs of many chunks: \(wasted * 100) %")
    #expect(packs.count > 4)
    #expect(wasted < 0.005)
    try filler.finish { packs.append($0) }
    try test.commit(try packs.map { try test.store($0) })
    #expect(packs.reduce(0) { $0 + $1.chunkCount } == plaintexts.count, "each is there once")
    let reader = try test.reader()
    for text in plaintexts { #expect(try reader.read(try test.id(text, .data)) == text) }
  }

  private func wastedShare(_ sizes: [Int]) throws -> Double {
    let test = try TestRepository(seed: 5, packBytes: 32 << 20)
    let filler = try test.filler()
    var packs: [Int] = []
    for (number, size) in sizes.enumerated() {
      try filler.append(.made(of: size, number)) { packs.append($0.contentBytes) }
    }
    return 1 - Double(packs.reduce(0, +)) / Double(packs.count << 25)
  }

  private func pack(_ frames: [SealedFrame], _ test: TestRepository) throws -> [ClosedPack] {
    let filler = try test.filler()
    var packs: [ClosedPack] = []
    for frame in frames { try filler.append(frame) { packs.append($0) } }
    try filler.finish { packs.append($0) }
    return packs
  }

  /// Which frames a pack holds, by its directory; their bytes are where it says.
  private func numbers(in pack: ClosedPack, _ test: TestRepository) throws -> [Int] {
    let stored = try test.store(pack)
    let directory = try PackReader(test.repository).directory(stored.id, length: stored.length)
    var offset = FileHeader.byteCount
    var numbers: [Int] = []
    let bytes = pack.bytes
    for (frame, chunk) in zip(directory.frames, directory.chunks) {
      let number = Int(chunk.id.bytes.leadingWord)
      #expect(bytes[offset] == UInt8(truncatingIfNeeded: number))
      #expect(bytes[offset + frame.storedLength - 1] == UInt8(truncatingIfNeeded: number))
      offset += frame.storedLength
      numbers.append(number)
    }
    return numbers
  }
}

extension SealedFrame {
  /// A frame of that many bytes whose only chunk is named by a number, and so are its bytes.
  fileprivate static func made(of storedLength: Int, _ number: Int) -> SealedFrame {
    let words = (UInt64(number).bigEndian, UInt64(0), UInt64(0), UInt64(0))
    let id = withUnsafeBytes(of: words) { ChunkID(Bytes32(loading: $0, at: 0)) }
    let raw = storedLength - 40
    return SealedFrame(
      entry: FrameEntry(
        kind: .data, codec: .raw, storedLength: storedLength, rawLength: raw, chunkCount: 1),
      chunks: [ChunkEntry(id: id, kind: .data, rawLength: raw)],
      bytes: [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: storedLength))
  }
}

extension ClosedPack {
  /// The sealed bytes of its frames.
  fileprivate var contentBytes: Int {
    let directory = try? PackDirectory(decoding: directory, directoryOffset: bytes.count)
    return directory?.frames.reduce(0) { $0 + $1.storedLength } ?? 0
  }
}

extension TestRepository {
  fileprivate func filler() throws -> PackFiller {
    PackFiller(
      try builder(),
      FrameSplitter(keyring: repository.keyring, random: repository.surroundings.random))
  }

  fileprivate func compressedFrame(_ plaintexts: [[UInt8]]) throws -> SealedFrame {
    let sealer = try FrameSealer(
      keyring: repository.keyring, random: repository.surroundings.random, level: .standard)
    let chunks = try plaintexts.map { try full($0).entry }
    return try plaintexts.flatMap(\.self).withUnsafeBytes { raw in
      try sealer.seal(raw, chunks, .data, .zstd)
    }
  }
}
