import Format
import TestSupport

@testable import Repository

extension SeededGenerator {
  mutating func bytes32() -> Bytes32 {
    let words = (next(), next(), next(), next())
    return withUnsafeBytes(of: words) { Bytes32(loading: $0, at: 0) }
  }

  mutating func chunkID() -> ChunkID { ChunkID(bytes32()) }
  mutating func packID() -> PackID { PackID(bytes32()) }

  mutating func session() -> SessionID {
    guard let id = SessionID(bytes(SessionID.byteCount)) else { fatalError("16 bytes") }
    return id
  }

  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  /// The name of a run that nobody reads.
  mutating func liveRun() -> LiveIndexRun {
    LiveIndexRun(session: session(), number: 0, fileHash: bytes32())
  }
}

extension IndexRun {
  /// A run of `chunkCount` chunks in frames of a few and packs of some frames. One in eight is a
  /// copy of a chunk before it or of one of `others`, one in six a delta.
  static func random(
    _ chunkCount: Int, others: [ChunkID] = [], using random: inout SeededGenerator
  ) -> IndexRun {
    var known = others
    var packs: [IndexedPack] = []
    var left = chunkCount
    while left > 0 {
      var directory = PackDirectory()
      for _ in 0..<Int.random(in: 1...6, using: &random) where left > 0 {
        let count = min(left, Int.random(in: 1...5, using: &random))
        directory.addRandomFrame(count, &known, using: &random)
        left -= count
      }
      let stored = directory.frames.reduce(0) { $0 + $1.storedLength }
      packs.append(
        IndexedPack(
          id: random.packID(), length: IndexedPack.minimalBytes + stored, directory: directory))
    }
    return IndexRun(packs: packs)
  }
}

extension PackDirectory {
  fileprivate mutating func addRandomFrame(
    _ count: Int, _ known: inout [ChunkID], using random: inout SeededGenerator
  ) {
    let kind: FrameKind = random.chance(80) ? .data : .tree
    let codec: Codec = random.chance(50) ? .raw : .zstd
    let start = chunks.count
    for _ in 0..<count {
      let isCopy = random.chance(12)
      let id = isCopy ? known.randomElement(using: &random) ?? random.chunkID() : random.chunkID()
      known.append(id)
      let length = Int.random(in: 1...Limits.maxChunkBytes / 8, using: &random)
      let isDelta = codec == .raw && random.chance(33)
      chunks.append(
        ChunkEntry(
          id: id, kind: kind == .data ? .data : .treePiece, rawLength: length,
          delta: isDelta ? known.randomElement(using: &random).map { .to($0, &random) } : nil))
    }
    let raw = chunks[start...].reduce(0) { $0 + $1.lengthInFrame }
    frames.append(
      FrameEntry(
        kind: kind, codec: codec, storedLength: codec == .raw ? raw + 40 : raw / 3 + 41,
        rawLength: raw, chunkCount: count))
  }
}

extension DeltaEntry {
  fileprivate static func to(_ base: ChunkID, _ random: inout SeededGenerator) -> DeltaEntry {
    let length = Int.random(in: 1...9999, using: &random)
    return DeltaEntry(
      storedLength: length, base: base.bytes.prefix, depth: Int.random(in: 1...8, using: &random),
      chainBytes: length + Int.random(in: 0...99, using: &random))
  }
}

extension IndexRun {
  /// Every copy it names, by adding up the lengths before each (FORMAT.md 6.2).
  var locations: [ChunkLocation] {
    var found: [ChunkLocation] = []
    for pack in packs {
      var chunks = pack.directory.chunks[...]
      var offset = FileHeader.byteCount
      for frame in pack.directory.frames {
        var position = 0
        for chunk in chunks.prefix(frame.chunkCount) {
          found.append(ChunkLocation(chunk, frame, offset, position, pack.id, pack.length))
          position += chunk.lengthInFrame
        }
        chunks = chunks.dropFirst(frame.chunkCount)
        offset += frame.storedLength
      }
    }
    return found
  }
}

extension ChunkLocation {
  /// A table does not keep how many chunks a frame has.
  fileprivate init(
    _ chunk: ChunkEntry, _ frame: FrameEntry, _ offset: Int, _ position: Int, _ pack: PackID,
    _ packLength: Int
  ) {
    self.init(
      id: chunk.id, kind: chunk.kind, rawLength: chunk.rawLength, pack: pack,
      packLength: packLength, frameOffset: offset,
      frame: FrameEntry(
        kind: frame.kind, codec: frame.codec, storedLength: frame.storedLength,
        rawLength: frame.rawLength, chunkCount: 0),
      position: position, delta: chunk.delta)
  }
}

extension [ChunkLocation] {
  /// In an order that depends on nothing but what is in it.
  var ordered: [ChunkLocation] {
    sorted {
      ($0.id, $0.pack, $0.frameOffset, $0.position)
        < ($1.id, $1.pack, $1.frameOffset, $1.position)
    }
  }
}
