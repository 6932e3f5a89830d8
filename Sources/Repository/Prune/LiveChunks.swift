import Format

/// The copies that some snapshots need, by their numbers in one index.
struct LiveChunks {
  /// What the snapshots name, of data and of trees.
  private let needed: EntrySet
  /// What the deltas among them need besides.
  private var bases: EntrySet

  init(_ walk: ReferenceWalk) {
    needed = walk.needed
    bases = walk.bases()
  }

  /// The same with more that deltas need.
  func adding(_ more: EntrySet) -> LiveChunks {
    var sum = self
    more.forEachNumber { _ = sum.bases.insert($0) }
    return sum
  }

  func contains(_ number: Int) -> Bool { needed.contains(number) || bases.contains(number) }

  /// Whether a snapshot names it, and not only a delta.
  func isNamed(_ number: Int) -> Bool { needed.contains(number) }
}

extension ChunkIndex {
  /// What the deltas in these packs start from and nobody else needs, down to full copies.
  func basesOfDeltas(in packs: Set<PackID>, besides live: LiveChunks) -> EntrySet {
    var bases = EntrySet(capacity: entryCount)
    for level in levels {
      let isMeant = level.packLengths.indices.map { row in
        level.packLengths[row] > 0 && packs.contains(level.table.pack(row).id)
      }
      for entry in 0..<level.table.entryCount {
        guard let copy = level.table.copy(entry), isMeant[copy.frame.pack], copy.delta != nil
        else { continue }
        addBases(of: copy, to: &bases, besides: live)
      }
    }
    return bases
  }

  private func addBases(
    of delta: IndexedCopy, to bases: inout EntrySet, besides live: LiveChunks
  ) {
    var copy: IndexedCopy? = delta
    for _ in 0..<Limits.maxDeltaDepth {
      guard let delta = copy, let base = numberedBase(of: delta) else { return }
      if !live.contains(base.number), !bases.insert(base.number) { return }
      copy = self.copy(numbered: base.number)
    }
  }
}
