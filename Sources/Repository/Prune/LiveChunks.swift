import Format

/// The copies that some snapshots need, by their numbers in one index.
struct LiveChunks {
  /// What the snapshots name, of data and of trees.
  private let needed: EntrySet
  /// What the deltas among them need besides.
  private var bases: EntrySet
  /// Those that are about to be written once more, in full.
  private var refilled: EntrySet

  init(_ walk: ReferenceWalk) {
    needed = walk.needed
    bases = walk.bases()
    refilled = walk.nothing
  }

  /// The same with more that deltas need.
  func adding(_ more: EntrySet) -> LiveChunks {
    var sum = self
    more.forEachNumber { _ = sum.bases.insert($0) }
    return sum
  }

  func contains(_ number: Int) -> Bool {
    (needed.contains(number) || bases.contains(number)) && !refilled.contains(number)
  }

  /// Those that these others do not contain; nothing of either is about to be written once more.
  func forEach(besides others: LiveChunks, _ body: (Int) -> Void) {
    let known = [others.needed, others.bases]
    needed.forEachNumber(except: known, body)
    bases.forEachNumber(except: known + [needed], body)
  }

  /// Whether a snapshot names it, and not only a delta.
  func isNamed(_ number: Int) -> Bool { needed.contains(number) }

  /// The same when the deltas of these groups are stored in full: neither they nor their bases are
  /// needed any more.
  func refilling(_ groups: [DeltaGroup]) -> LiveChunks {
    var sum = self
    for group in groups {
      for number in group.deltas { _ = sum.refilled.insert(number) }
      for number in group.bases { sum.bases.remove(number) }
    }
    return sum
  }

  func isRefilled(_ number: Int) -> Bool { refilled.contains(number) }

  /// Deltas that are stored in full instead.
  func forEachRefilled(_ body: (Int) -> Void) { refilled.forEachNumber(body) }
}

extension ChunkIndex {
  /// What the deltas in these packs start from and nobody else needs, down to full copies.
  func basesOfDeltas(in packs: Set<PackID>, besides live: LiveChunks) -> EntrySet {
    var bases = EntrySet(capacity: entryCount)
    let areMeant = levels.map { level in
      level.packLengths.indices.map { row in
        level.packLengths[row] > 0 && packs.contains(level.table.pack(row).id)
      }
    }
    forEachDelta { entry, table in
      guard let copy = table.copy(entry.entry), areMeant[entry.level][copy.frame.pack],
        !live.isRefilled(entry.number),
        !hasNeededFullCopy(entry.number, live)
      else { return }
      addBases(of: copy, to: &bases, besides: live)
    }
    return bases
  }

  /// Whether the chunk of a delta decodes without its base, and goes on doing so.
  private func hasNeededFullCopy(_ number: Int, _ live: LiveChunks) -> Bool {
    guard let best = id(numbered: number).flatMap(numbered), best.number != number,
      live.contains(best.number)
    else { return false }
    return copy(numbered: best.number)?.delta == nil
  }

  private func addBases(
    of delta: IndexedCopy, to bases: inout EntrySet, besides live: LiveChunks
  ) {
    var copy: IndexedCopy? = delta
    for _ in 0..<Limits.maxDeltaDepth {
      guard let delta = copy, let base = numberedBase(of: delta) else { return }
      // There will be a full copy of it.
      if live.isRefilled(base.number) { return }
      if !live.contains(base.number), !bases.insert(base.number) { return }
      copy = self.copy(numbered: base.number)
    }
  }
}
