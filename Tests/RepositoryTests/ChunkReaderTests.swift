import Format
import Storage
import TestSupport
import Testing

@testable import Repository

@Suite struct ChunkReaderTests {
  private let test: TestRepository

  init() throws {
    test = try TestRepository(seed: 1)
  }

  @Test("A damaged copy is passed over for the next one")
  func nextCopy() throws {
    let plaintext = test.random.bytes(5000)
    let chunk = try test.full(plaintext)
    let filler = try test.full(test.random.bytes(100))
    let first = try test.store([try test.frame([chunk])])
    let second = try test.store([try test.frame([filler, chunk])])
    try test.commit([first, second])
    for pack in [first, second] {
      try test.replace(.pack(pack.id)) { $0[200] ^= 1 }
      if pack == first { #expect(try test.reader().read(chunk.entry.id) == plaintext) }
    }
    #expect(problem { try test.reader().read(chunk.entry.id) }.contains("a frame does not open"))
  }

  @Test("A copy whose pack has gone or ended early is passed over")
  func missingCopy() throws {
    let plaintext = test.random.bytes(5000)
    let chunk = try test.full(plaintext)
    let packs = try (0..<3).map { _ in
      try test.store([try test.frame([chunk]), try test.frame([test.full(test.random.bytes(9))])])
    }
    try test.commit(packs)
    let reader = try test.reader(FrameCache(limitBytes: 0))
    try test.storage.remove(RepositoryPath.pack(packs[0].id).name)
    try test.replace(.pack(packs[1].id)) { $0.removeLast($0.count - 100) }
    #expect(try reader.read(chunk.entry.id) == plaintext)
    try test.storage.remove(RepositoryPath.pack(packs[2].id).name)
    let error = #expect(throws: RepositoryError.self) { try reader.read(chunk.entry.id) }
    #expect(error?.code == .damaged)
  }

  @Test("[3.4-b] A chunk under another one's ID is refused")
  func planted() throws {
    let (wanted, other) = (test.random.bytes(700), test.random.bytes(700))
    let entry = try test.full(wanted).entry
    try test.commit([
      try test.store([try test.frame([PendingChunk(entry: entry, bytes: other)])])
    ])
    #expect(problem { try test.reader().read(entry.id) } == "a chunk is not what its ID says")
  }

  @Test("[3.4-b] [3.4-c] A chunk of another kind with the same bytes is another chunk")
  func kinds() throws {
    let plaintext = test.random.bytes(700)
    let id = try test.id(plaintext, .treePiece)
    let entry = ChunkEntry(id: id, kind: .treeList, rawLength: plaintext.count)
    try test.commit([
      try test.store([try test.frame([PendingChunk(entry: entry, bytes: plaintext)], .tree)])
    ])
    #expect(
      problem { try test.reader().read(id, as: .treeList) } == "a chunk is not what its ID says")
    for kind in ChunkKind.allCases where kind != .treeList {
      #expect(problem { try test.reader().read(id, as: kind) }.contains("is not of the kind"))
    }
  }

  @Test("[3.4-b] Two frames that changed places are noticed, even of equal lengths")
  func swapped() throws {
    let chunks = try (0..<2).map { _ in try test.full(test.random.bytes(1000)) }
    let pack = try test.store([try test.frame([chunks[0]]), try test.frame([chunks[1]])])
    try test.commit([pack])
    try test.replace(.pack(pack.id)) { bytes in
      let frames = [bytes[16..<1056], bytes[1056..<2096]]
      bytes.replaceSubrange(16..<2096, with: frames[1] + frames[0])
    }
    // They open: a frame may stand anywhere [3.5-a].
    for chunk in chunks {
      #expect(
        problem { try test.reader().read(chunk.entry.id) } == "a chunk is not what its ID says")
    }
  }

  @Test("[3.5-b] A frame is of its kind, length and codec, and of no other")
  func associatedData() throws {
    let plaintext = test.random.bytes(1000)
    let chunk = try test.full(plaintext)
    let good = try test.frame([chunk])
    let piece = try test.full(plaintext, .treePiece)
    let asTree = SealedFrame(
      entry: FrameEntry(
        kind: .tree, codec: .raw, storedLength: 1040, rawLength: 1000, chunkCount: 1),
      chunks: [piece.entry], bytes: good.bytes)
    let asZstd = SealedFrame(
      entry: FrameEntry(
        kind: .data, codec: .zstd, storedLength: 1040, rawLength: 1000, chunkCount: 1),
      chunks: good.chunks, bytes: good.bytes)
    try test.commit([try test.store([asTree, asZstd])])
    for entry in [piece.entry, chunk.entry] {
      #expect(
        problem { try test.reader().read(entry.id, as: entry.kind) }
          .contains("a frame does not open"))
    }
  }

  @Test("[3.5-a] A frame may move to another pack, but not to another repository")
  func moved() throws {
    let plaintext = test.random.bytes(1000)
    let frame = try test.frame([try test.full(plaintext)])
    try test.store([frame])
    try test.commit([try test.store([try test.frame([test.full(test.random.bytes(3))]), frame])])
    #expect(try test.reader().read(frame.chunks[0].id) == plaintext)
    let other = try TestRepository(seed: 2)
    try other.commit([try other.store([frame])])
    #expect(problem { try other.reader().read(frame.chunks[0].id) }.contains("does not open"))
  }

  @Test("[5.3-a] [5.3-b] Deltas are applied to their bases, step by step", arguments: 1...8)
  func deltas(length: Int) throws {
    var versions = [test.random.bytes(3000)]
    var chunks = [try test.full(versions[0])]
    for step in 1...length {
      let next = versions[step - 1] + test.random.bytes(10)
      chunks.append(try test.delta(next, base: versions[step - 1], depth: step))
      versions.append(next)
    }
    let frames = [try test.frame(Array(chunks.reversed()))]
    try test.commit([try test.store(frames)])
    let reader = try test.reader()
    for version in versions { #expect(try reader.read(try test.id(version)) == version) }
  }

  @Test("[5.3-c] A chain of nine deltas is refused")
  func longChain() throws {
    var version = test.random.bytes(3000)
    var chunks = [try test.full(version)]
    for _ in 1...9 {
      let next = version + test.random.bytes(10)
      chunks.append(try test.delta(next, base: version, depth: 8))
      version = next
    }
    try test.commit([try test.store([try test.frame(chunks)])])
    let id = try test.id(version)
    #expect(problem { try test.reader().read(id) }.hasSuffix("is in no pack that is there"))
    #expect(throws: Never.self) { try test.reader().read(chunks[8].entry.id) }
  }

  @Test("The base of a location that a reader got from elsewhere may be missing")
  func missingBase() throws {
    let (base, plaintext) = (test.random.bytes(3000), test.random.bytes(50))
    let delta = try test.delta(base + plaintext, base: base)
    try test.commit([try test.store([try test.frame([delta])])])
    let reader = try test.reader()
    let full = try test.store([try test.frame([try test.full(base)])])
    let later = try TestRepository(seed: 1, storage: test.storage)
    try later.commit([full])
    let location = try #require(try later.index().location(of: delta.entry.id))
    #expect(problem { try reader.read(location) } == "the base of a delta is missing")
    #expect(try later.reader().read(location) == base + plaintext)
  }

  @Test("A base that is another chunk, or damaged, is noticed; another copy of it serves")
  func bases() throws {
    let (base, other) = (test.random.bytes(3000), test.random.bytes(3000))
    let delta = try test.delta(base + [1], base: base)
    let planted = PendingChunk(entry: try test.full(base).entry, bytes: other)
    let pack = try test.store([try test.frame([delta]), try test.frame([planted])])
    try test.commit([pack])
    #expect(problem { try test.reader().read(delta.entry.id) } == "a chunk is not what its ID says")
    try test.commit([try test.store([try test.frame([try test.full(base)])])])
    #expect(try test.reader().read(delta.entry.id) == base + [1])
  }

  @Test("A delta that decodes to something else is refused")
  func wrongDelta() throws {
    let base = test.random.bytes(3000)
    let right = try test.delta(base + [1], base: base)
    for bytes in [try test.delta(base + [2], base: base).bytes, [1, 2, 3]] {
      let repository = try TestRepository(seed: 1)
      let entry = ChunkEntry(
        id: right.entry.id, kind: .data, rawLength: right.entry.rawLength,
        delta: DeltaEntry(
          storedLength: bytes.count, base: try test.id(base).bytes.prefix, depth: 1,
          chainBytes: bytes.count))
      try repository.commit([
        try repository.store([
          try repository.frame([
            try repository.full(base), PendingChunk(entry: entry, bytes: bytes),
          ])
        ])
      ])
      #expect(throws: RepositoryError.self) { try repository.reader().read(entry.id) }
    }
  }

  /// Two runs that contradict each other: the frame that the one opened is too short for the other.
  @Test("An entry that reaches beyond its frame is refused, also in a frame from the cache")
  func beyondFrame() throws {
    let plaintext = test.random.bytes(1000)
    let pack = try test.store([try test.frame([try test.full(plaintext)])])
    let stranger = ChunkEntry(id: test.random.chunkID(), kind: .data, rawLength: 4000)
    let first = try #require(pack.directory.chunks.first)
    let frame = FrameEntry(
      kind: .data, codec: .zstd, storedLength: 1040, rawLength: 5000, chunkCount: 2)
    let lying = IndexedPack(
      id: pack.id, length: pack.length,
      directory: PackDirectory(
        frames: [frame],
        chunks: [ChunkEntry(id: first.id, kind: .data, rawLength: 1000), stranger]))
    try test.commit([pack])
    try test.commit([lying])
    let reader = try test.reader()
    #expect(try reader.read(first.id) == plaintext)
    #expect(problem { try reader.read(stranger.id) } == "a chunk reaches beyond its frame")
  }

  @Test("Many damaged copies of many bases are not read in all ways", .timeLimit(.minutes(1)))
  func hostile() throws {
    var version = test.random.bytes(600)
    // The full chunk is planted: every way to it fails, and there are 20^8 of them.
    let full = PendingChunk(entry: try test.full(version).entry, bytes: test.random.bytes(600))
    var frames = [try test.frame([full])]
    for step in 1...8 {
      let next = version + test.random.bytes(10)
      for _ in 0..<20 {
        frames.append(try test.frame([try test.delta(next, base: version, depth: step)]))
      }
      version = next
    }
    try test.commit([try test.store(frames)])
    let id = try test.id(version)
    #expect(throws: RepositoryError.self) { try test.reader().read(id) }
  }

  private func problem(_ body: () throws -> some Any) -> String {
    do {
      _ = try body()
      return "nothing is wrong"
    } catch let error as RepositoryError {
      return error.problem
    } catch {
      return "\(error)"
    }
  }
}
