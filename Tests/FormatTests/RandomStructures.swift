import TestSupport

@testable import Format

extension FileHeader {
  static func random(using random: inout SeededGenerator) -> Self {
    FileHeader(kind: random.element(of: FileKind.allCases))
  }
}

extension ConfigHeader {
  static func random(using random: inout SeededGenerator) -> Self {
    ConfigHeader(
      repositoryID: RepositoryID(random.bytes32()),
      writeFeatures: UInt32(truncatingIfNeeded: random.word()))
  }
}

extension RepositoryParameters {
  static func random(using random: inout SeededGenerator) -> Self {
    let minimal = Int.random(in: windowBytes...Limits.maxChunkBytes, using: &random)
    return RepositoryParameters(
      minimalChunkBytes: minimal, meanOffsetBits: Int.random(in: 1...63, using: &random),
      maximalChunkBytes: Int.random(in: minimal...Limits.maxChunkBytes, using: &random),
      packBytes: Int.random(in: minimalPackBytes...Limits.maxPackBytes, using: &random),
      created: Int64(truncatingIfNeeded: random.word()))
  }
}

extension PaddedBox {
  static func random(using random: inout SeededGenerator) -> Self {
    let payload = random.bytes(Int.random(in: 0...60, using: &random))
    let zeros = Int.random(in: 0...40, using: &random)
    guard random.chance(50) else {
      return PaddedBox(contents: BoxContents(raw: payload), zeros: zeros)
    }
    let rawLength = random.number(upTo: rawLimit)
    return PaddedBox(
      contents: BoxContents(codec: .zstd, rawLength: rawLength, payload: payload[...]),
      zeros: zeros)
  }
}

extension PackTrailer {
  static func random(using random: inout SeededGenerator) -> Self {
    PackTrailer(directoryBytes: 40 + 4096 * Int.random(in: 1...200, using: &random))
  }
}

extension PackDirectory {
  static func random(using random: inout SeededGenerator) -> Self {
    var directory = PackDirectory()
    for _ in 0..<Int.random(in: 0...5, using: &random) {
      let kind = random.element(of: FrameKind.allCases)
      let codec = random.element(of: Codec.allCases)
      let chunks = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        ChunkEntry.random(in: kind, mayBeDelta: codec == .raw, using: &random)
      }
      let raw = chunks.reduce(0) { $0 + $1.lengthInFrame }
      let stored = codec == .raw ? raw + 40 : Int.random(in: 41...100_000, using: &random)
      directory.frames.append(
        FrameEntry(
          kind: kind, codec: codec, storedLength: stored, rawLength: raw,
          chunkCount: chunks.count))
      directory.chunks += chunks
    }
    return directory
  }
}

extension ChunkEntry {
  static func random(
    in frame: FrameKind, mayBeDelta: Bool, using random: inout SeededGenerator
  ) -> Self {
    let kind = random.element(of: ChunkKind.allCases.filter { $0.frameKind == frame })
    let length = max(1, random.number(upTo: 1_000_000))
    guard mayBeDelta, random.chance(40) else {
      return ChunkEntry(id: random.chunkID(), kind: kind, rawLength: length)
    }
    let stored = max(1, random.number(upTo: 1_000_000))
    let delta = DeltaEntry(
      storedLength: stored, base: random.bytes32().prefix,
      depth: Int.random(in: 1...8, using: &random),
      chainBytes: stored + random.number(upTo: 1_000_000))
    return ChunkEntry(id: random.chunkID(), kind: kind, rawLength: length, delta: delta)
  }
}

extension IndexRun {
  static func random(using random: inout SeededGenerator) -> Self {
    let packs = random.list(upTo: 3) { random in
      let directory = PackDirectory.random(using: &random)
      let frames = directory.frames.reduce(0) { $0 + $1.storedLength }
      let slack = Int.random(in: 0...10_000, using: &random)
      return IndexedPack(
        id: random.packID(), length: IndexedPack.minimalBytes + frames + slack,
        directory: directory)
    }
    let lost = random.list(upTo: 3) { LostCopy(pack: $0.packID(), chunk: $0.chunkID()) }
    return IndexRun(packs: packs, lost: lost)
  }
}

extension Snapshot {
  static func random(using random: inout SeededGenerator) -> Self {
    var counts = SnapshotCounts()
    counts.files = random.word()
    counts.fileBytes = random.word()
    counts.unchangedFiles = random.word()
    counts.storedBytes = random.word()
    let listed = random.list(upTo: 3) {
      UnreadablePath(path: $0.bytes(3), reason: $0.text(upTo: 99))
    }
    let more = UInt64(random.number(upTo: 100))
    return Snapshot(
      time: random.time(), utcOffsetMinutes: Int.random(in: -1440...1440, using: &random),
      host: random.text(upTo: 255), user: random.text(upTo: 255), set: random.text(upTo: 255),
      program: random.text(upTo: 255),
      comparedWith: random.chance(50) ? SnapshotID(random.bytes32()) : nil,
      previous: random.chance(50) ? SnapshotID(random.bytes32()) : nil,
      root: TreeReference(id: random.chunkID(), isList: random.chance(50)),
      sources: [Array("/".utf8)]
        + random.list(upTo: 3) { [UInt8(ascii: "/")] + $0.bytes(in: 0...9, without: [0]) },
      counts: counts,
      unreadable: UnreadableEntries(total: UInt64(listed.count) + more, listed: listed))
  }
}

extension SnapshotRecord {
  static func random(using random: inout SeededGenerator) -> Self {
    let statement: Statement =
      switch random.element(of: Kind.allCases) {
      case .tags: .tags(random.list(upTo: 4) { $0.text(upTo: 255) })
      case .note: .note(random.text(upTo: 99))
      case .pin: .pin(random.chance(50))
      case .forgotten: .forgotten(random.chance(50))
      }
    return SnapshotRecord(
      snapshot: SnapshotID(random.bytes32()), superseded: random.list(upTo: 3) { $0.next() },
      statement: statement, time: random.time(), host: random.text(upTo: 255))
  }
}

extension Intent {
  static func random(using random: inout SeededGenerator) -> Self {
    Intent(
      purpose: random.element(of: Purpose.allCases), host: random.text(upTo: 255),
      bootID: random.bytes(16), processNamespace: random.word(),
      processID: UInt32(truncatingIfNeeded: random.word()), processStart: random.word(),
      time: random.time(), program: random.text(upTo: 255))
  }
}

extension Outcome {
  static func random(using random: inout SeededGenerator) -> Self {
    guard random.chance(60) else {
      return .void(Fence(host: random.text(upTo: 255), time: random.time()))
    }
    return .commit(
      Commit(
        epoch: random.number(upTo: Int.max), runHashes: random.list(upTo: 3) { $0.bytes32() },
        snapshotHash: random.chance(50) ? random.bytes32() : nil))
  }
}
