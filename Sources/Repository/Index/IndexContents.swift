import Format

/// The copies of an index for `Sweep`, by their numbers: an index for reading, made from the state
/// that a prune decides by, so that condemned packs are in it.
struct IndexContents: PackContents {
  typealias Copies = EntrySet

  static var maxDepth: Int { Limits.maxDeltaDepth }

  let copyCount: Int
  private let index: ChunkIndex
  /// The number of the first entry of each level.
  private let starts: [Int]

  init(_ index: ChunkIndex) {
    self.index = index
    copyCount = index.entryCount
    var start = 0
    starts = index.levels.map { level in
      defer { start += level.table.entryCount }
      return start
    }
  }

  func counts(_ copy: Int) -> Bool {
    let level = index.levels[levelIndex(copy)]
    guard let found = entry(copy) else { return false }
    return found.isConsistent(packLength: Int(level.packLengths[found.frame.pack]))
      && !index.isLost(found, level.table)
  }

  /// Of an entry that contradicts its table, and so never counts, a pack that is nowhere.
  func pack(of copy: Int) -> PackID {
    guard let found = entry(copy) else { return PackID(.zero) }
    return index.levels[levelIndex(copy)].table.pack(found.frame.pack).id
  }

  func isFull(_ copy: Int) -> Bool {
    guard let found = entry(copy) else { return false }
    return found.delta == nil
  }

  func forEachBase(of delta: Int, _ body: (Int) -> Void) {
    guard let found = entry(delta), let base = found.delta?.base else { return }
    forEachEntry(base) { number in
      if entry(number)?.frame.kind == found.frame.kind { body(number) }
    }
  }

  func forEachTwin(of copy: Int, _ body: (Int) -> Void) {
    guard let id = index.id(numbered: copy) else { return }
    forEachEntry(id.bytes.prefix) { number in
      if index.id(numbered: number) == id { body(number) }
    }
  }

  private func forEachEntry(_ prefix: ChunkPrefix, _ body: (Int) -> Void) {
    for (level, start) in zip(index.levels, starts) {
      for entry in level.table.entries(prefix) { body(start + entry) }
    }
  }

  private func entry(_ copy: Int) -> IndexedCopy? { index.copy(numbered: copy) }

  private func levelIndex(_ copy: Int) -> Int {
    (starts.firstIndex { $0 > copy } ?? starts.count) - 1
  }
}
