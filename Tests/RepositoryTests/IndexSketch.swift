import Format
import TestSupport

@testable import Repository

/// Packs with names, their chunks, and what has become of them: an index from a few words.
final class IndexSketch {
  enum Entry {
    case full(ChunkID)
    case delta(ChunkID, ChunkID)

    var chunk: ChunkID {
      switch self {
      case .full(let chunk), .delta(let chunk, _): chunk
      }
    }
  }

  private struct Pack {
    let entries: [Entry]
    let kind: FrameKind
  }

  var condemned: Set<String> = []
  var dropped: Set<String> = []
  var missing: Set<String> = []
  var wrongLength: Set<String> = []
  var lost: [(pack: String, chunk: ChunkID)] = []
  private var packs: [String: Pack] = [:]
  private var ids: [String: PackID] = [:]
  private var random: SeededGenerator

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  func chunk() -> ChunkID { random.chunkID() }

  func pack(_ name: String, _ entries: [Entry], kind: FrameKind = .data) {
    packs[name] = Pack(entries: entries, kind: kind)
    ids[name] = random.packID()
  }

  func id(_ name: String) -> PackID { ids[name] ?? PackID(.zero) }

  /// Every pack in a table of its own, so that a lookup crosses tables.
  func index(_ purpose: ChunkIndex.Purpose = .writing) throws -> ChunkIndex {
    var tables = try packs.map { name, pack in
      try IndexFolder.table(of: IndexRun(packs: [indexed(name, pack)]))
    }
    let losses = lost.map { LostCopy(pack: id($0.pack), chunk: $0.chunk) }
    tables.append(try IndexFolder.table(of: IndexRun(packs: [], lost: losses)))
    let gone = Set(missing.map(id))
    let changed = Set(wrongLength.map(id))
    return ChunkIndex(
      tables: tables,
      state: .with(condemned: Set(condemned.map(id)), dropped: Set(dropped.map(id))),
      purpose: purpose, damage: []
    ) { pack, length in
      let there = changed.contains(pack) ? Self.packBytes - 1 : Self.packBytes
      return !gone.contains(pack) && length == there
    }
  }

  private static let packBytes = 1_000_000

  private func indexed(_ name: String, _ pack: Pack) -> IndexedPack {
    var directory = PackDirectory()
    for entry in pack.entries {
      let chunk = self.entry(entry, pack.kind)
      directory.chunks.append(chunk)
      directory.frames.append(
        FrameEntry(
          kind: pack.kind, codec: .raw, storedLength: chunk.lengthInFrame + 40,
          rawLength: chunk.lengthInFrame, chunkCount: 1))
    }
    return IndexedPack(id: id(name), length: Self.packBytes, directory: directory)
  }

  private func entry(_ entry: Entry, _ kind: FrameKind) -> ChunkEntry {
    let chunkKind: ChunkKind = kind == .data ? .data : .treePiece
    switch entry {
    case .full(let id): return ChunkEntry(id: id, kind: chunkKind, rawLength: 1000)
    case .delta(let id, let base):
      return ChunkEntry(
        id: id, kind: chunkKind, rawLength: 1000,
        delta: DeltaEntry(storedLength: 10, base: base.bytes.prefix, depth: 1, chainBytes: 10))
    }
  }

  // MARK: the definition

  /// The packs of the copies that count, by the words of FORMAT.md 10.3.
  func usable(_ chunk: ChunkID, _ purpose: ChunkIndex.Purpose) -> [PackID] {
    copies(chunk, purpose).filter { isUsable($0.entry, $0.kind, purpose, steps: 0) }.map(\.pack)
      .sorted()
  }

  private func copies(
    _ chunk: ChunkID, _ purpose: ChunkIndex.Purpose
  ) -> [(pack: PackID, entry: Entry, kind: FrameKind)] {
    packs.flatMap { name, pack -> [(pack: PackID, entry: Entry, kind: FrameKind)] in
      guard !missing.contains(name), !dropped.contains(name),
        purpose == .reading || !condemned.contains(name),
        !lost.contains(where: { $0.pack == name && $0.chunk == chunk })
      else { return [] }
      return pack.entries.filter { $0.chunk == chunk }.map { (id(name), $0, pack.kind) }
    }
  }

  private func isUsable(
    _ entry: Entry, _ kind: FrameKind, _ purpose: ChunkIndex.Purpose, steps: Int
  ) -> Bool {
    switch entry {
    case .full: return true
    case .delta(_, let base):
      return steps < 8
        && copies(base, purpose).contains {
          $0.kind == kind && isUsable($0.entry, kind, purpose, steps: steps + 1)
        }
    }
  }
}
