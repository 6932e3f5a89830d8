import Format
import Sealing

extension IndexTableBuilder {
  /// Fills the region with everything that `tables` hold. Rows that others point to keep their
  /// order and move up by the rows of the tables before theirs; entries are merged by ID. Every
  /// 48 MiB `isPassed` is called: what is mapped so far is not looked at again soon.
  func fill(
    merging tables: [IndexTable], isPassed: () -> Void = {}
  ) throws(SealingError) {
    var bases: [RowBases] = []
    var next = RowBases()
    for table in tables {
      copyRows(of: table, from: next)
      bases.append(next)
      next = next.advanced(by: table.layout)
    }
    mergeEntries(tables, bases, isPassed)
    try finish()
  }

  private func copyRows(of table: IndexTable, from base: RowBases) {
    for (index, run) in table.runs.enumerated() { setRun(base.runs + index, run) }
    for index in 0..<table.packCount {
      let pack = table.pack(index)
      setPack(
        base.packs + index, pack.id, length: pack.length,
        run: table.run(ofPack: index).map { $0 + base.runs })
    }
    for (index, copy) in table.lost.enumerated() { setLost(base.lost + index, copy) }
    for index in 0..<table.layout.frameCount {
      let frame = table.packedFrame(index)
      setFrame(base.frames + index, frame.moved(by: base.packs, of: table.packCount))
    }
    for index in 0..<table.layout.deltaCount {
      setDelta(base.deltas + index, table.deltaRow(index))
    }
  }

  private func mergeEntries(
    _ tables: [IndexTable], _ bases: [RowBases], _ isPassed: () -> Void
  ) {
    var heads = tables.indices.compactMap { source in
      tables[source].entryCount == 0 ? nil : MergeHead(source, tables[source])
    }
    var index = 0
    while !heads.isEmpty {
      var best = 0
      for head in heads.indices.dropFirst() where heads[head].precedes(heads[best], in: tables) {
        best = head
      }
      let (source, position) = (heads[best].source, heads[best].position)
      let entry = tables[source].packedEntry(position)
      setEntry(
        index, tables[source].id(position), entry.moved(by: bases[source], of: tables[source]))
      index += 1
      if index % ChunkIndex.entriesOfRange == 0 { isPassed() }
      if !heads[best].advance(in: tables[source]) { heads.remove(at: best) }
    }
  }
}

/// How many rows of each section stand before those of a table.
private struct RowBases {
  var runs = 0
  var packs = 0
  var lost = 0
  var frames = 0
  var deltas = 0

  func advanced(by layout: IndexTableLayout) -> RowBases {
    RowBases(
      runs: runs + layout.runCount, packs: packs + layout.packCount,
      lost: lost + layout.lostCount, frames: frames + layout.frameCount,
      deltas: deltas + layout.deltaCount)
  }
}

/// How far a merge has come in one of its tables.
private struct MergeHead {
  let source: Int
  private(set) var position = 0
  private var prefix: ChunkPrefix

  init(_ source: Int, _ table: IndexTable) {
    self.source = source
    prefix = table.prefix(0)
  }

  func precedes(_ other: MergeHead, in tables: [IndexTable]) -> Bool {
    if prefix != other.prefix { return prefix < other.prefix }
    return tables[source].id(position) < tables[other.source].id(other.position)
  }

  /// False at the end of the table.
  mutating func advance(in table: IndexTable) -> Bool {
    position += 1
    guard position < table.entryCount else { return false }
    prefix = table.prefix(position)
    return true
  }
}

extension IndexTable {
  func packedFrame(_ index: Int) -> PackedFrame {
    let row = layout.frames + index * IndexTableLayout.frameBytes
    return PackedFrame(low: load(row, as: UInt64.self), high: load(row + 8, as: UInt64.self))
  }

  func packedEntry(_ index: Int) -> PackedEntry {
    let row = layout.entries + index * IndexTableLayout.entryBytes
    return PackedEntry(
      frame: load(row + 32, as: UInt32.self), position: load(row + 36, as: UInt32.self),
      rawLength: load(row + 40, as: UInt32.self), delta: load(row + 44, as: UInt32.self))
  }
}

// A row that a flipped bit sent out of its table must not point into another one after a merge: it
// goes out of range for good.

extension PackedFrame {
  /// The same frame in a table where its pack, one of `count`, stands `packs` rows further down.
  fileprivate func moved(by packs: Int, of count: Int) -> PackedFrame {
    let moved = pack < count ? UInt64(pack + packs) : UInt64(UInt32.max)
    return PackedFrame(low: low & ~0xFFFF_FFFF | moved, high: high)
  }
}

extension PackedEntry {
  fileprivate func moved(by bases: RowBases, of table: IndexTable) -> PackedEntry {
    let isInRange = frame < table.layout.frameCount && delta <= table.layout.deltaCount
    return PackedEntry(
      frame: isInRange ? UInt32(clamping: Int(frame) + bases.frames) : UInt32.max,
      position: position, rawLength: rawLength,
      delta: delta == 0 ? 0 : UInt32(clamping: Int(delta) + bases.deltas))
  }
}
