import Format

/// Which condemned packs die: those without which every chunk that a snapshot needs, and every
/// chunk in every pack that stays, decodes from packs that stay (FORMAT.md 10.4, P3).
struct Survival {
  private let index: ChunkIndex
  private let live: LiveChunks
  private let condemned: Set<PackID>
  /// Condemned packs that stay after all.
  private var spared: Set<PackID> = []

  /// `index` holds every pack that is there; `live` has its numbers.
  init(_ index: ChunkIndex, _ live: LiveChunks, condemned: Set<PackID>) {
    self.index = index
    self.live = live
    self.condemned = condemned
  }

  /// The condemned packs that die, whether or not the index names them.
  mutating func dying() -> Set<PackID> {
    // A pack that is spared brings chunks, and so bases, that must decode as well.
    while spare() {}
    return condemned.subtracting(spared)
  }

  /// Spares the packs that hold what does not decode without them; false if there is nothing.
  private mutating func spare() -> Bool {
    let staying = index.without(packs: condemned.subtracting(spared))
    var added: Set<PackID> = []
    var number = 0
    for (level, remaining) in zip(index.levels, staying.levels) {
      for entry in 0..<level.table.entryCount {
        defer { number += 1 }
        guard let copy = level.table.copy(entry), level.packLengths[copy.frame.pack] > 0 else {
          continue
        }
        let stays = remaining.packLengths[copy.frame.pack] > 0
        guard stays || live.contains(number) else { continue }
        // Most copies are full and stay; nothing has to be looked up for them.
        if stays, copy.delta == nil { continue }
        let id = ChunkID(level.table.id(entry))
        if staying.contains(id) { continue }
        added.formUnion(packs(for: id, level.table.pack(copy.frame.pack).id))
      }
    }
    added.formIntersection(condemned)
    added.subtract(spared)
    spared.formUnion(added)
    return !added.isEmpty
  }

  /// The packs of a copy that decodes and of its bases; of one that does not even now, its own.
  private func packs(for id: ChunkID, _ own: PackID) -> Set<PackID> {
    guard var location = index.copies(of: id).first else { return [own] }
    var packs: Set<PackID> = [location.pack]
    for _ in 0..<Limits.maxDeltaDepth {
      guard let delta = location.delta,
        let base = index.copies(ofBase: delta.base, kind: location.frame.kind).first
      else { break }
      packs.insert(base.pack)
      location = base
    }
    return packs
  }
}

extension ChunkIndex {
  /// The same index in which the copies in these packs do not count.
  func without(packs: Set<PackID>) -> ChunkIndex {
    mapLevels { level in
      Level(
        table: level.table,
        packLengths: level.packLengths.indices.map { row in
          packs.contains(level.table.pack(row).id) ? 0 : level.packLengths[row]
        })
    }
  }
}
