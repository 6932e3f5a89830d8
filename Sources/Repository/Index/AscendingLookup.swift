import Format

/// Looks up very many IDs in ascending order, each from where the last one stood: of ten million
/// entries the next one that is asked for is a few away, where a single lookup begins anywhere.
struct AscendingLookup {
  private let index: ChunkIndex
  /// Of each table the first entry that the next ID can have.
  private var positions: [Int]
  /// Of each table the number of its first entry.
  private let starts: [Int]

  init(_ index: ChunkIndex) {
    self.index = index
    positions = index.levels.map { _ in 0 }
    var start = 0
    starts = index.levels.map { level in
      defer { start += level.table.entryCount }
      return start
    }
  }

  /// The same as `ChunkIndex.numbered`; no ID is below that of the call before.
  mutating func numbered(_ id: ChunkID) -> NumberedCopy? {
    var isDelta = false
    for (place, level) in index.levels.enumerated() {
      for entry in level.table.entries(id.bytes.prefix, from: &positions[place]) {
        guard let copy = level.table.copy(entry), level.table.id(entry) == id.bytes,
          copy.isConsistent(packLength: Int(level.packLengths[copy.frame.pack])),
          !index.isLost(copy, level.table)
        else { continue }
        if copy.delta == nil {
          return NumberedCopy(
            number: starts[place] + entry, kind: copy.kind, rawLength: copy.rawLength)
        }
        isDelta = true
      }
    }
    // Whether a delta counts depends on its bases, which stand elsewhere.
    return isDelta ? index.numbered(id) : nil
  }
}
