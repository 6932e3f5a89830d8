import Format
import Sealing

extension IndexTableBuilder {
  /// Fills the region with everything that `tables` hold. Rows that others point to keep their order
  /// and move up by the rows of the tables before theirs; entries are merged by ID.
  func fill(merging tables: [IndexTable]) throws(SealingError) {
    var bases: [RowBases] = []
    var next = RowBases()
    for table in tables {
      copyRows(of: table, from: next)
      bases.append(next)
      next = next.advanced(by: table.layout)
    }
    mergeEntries(tables, bases)
    try finish()
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

  private func copyRows(of table: IndexTable, from base: RowBases) {
    for (index, run) in table.runs.enumerated() { setRun(base.runs + index, run) }
    for index in 0..<table.packCount {
      let pack = table.pack(index)
      setPack(base.packs + index, pack.id, length: pack.length)
    }
    for (index, copy) in table.lost.enumerated() { setLost(base.lost + index, copy) }
    for index in 0..<table.layout.frameCount {
      setFrame(base.frames + index, table.packedFrame(index).moved(by: base.packs))
    }
    for index in 0..<table.layout.deltaCount {
      setDelta(base.deltas + index, table.deltaRow(index))
    }
  }

  private func mergeEntries(_ tables: [IndexTable], _ bases: [RowBases]) {
    var positions = [Int](repeating: 0, count: tables.count)
    for index in 0..<layout.entryCount {
      var best = -1
      var bestID: Bytes32?
      for (source, table) in tables.enumerated() where positions[source] < table.entryCount {
        let id = table.id(positions[source])
        if let current = bestID, current <= id { continue }
        best = source
        bestID = id
      }
      guard best >= 0, let id = bestID else { return }
      let entry = tables[best].packedEntry(positions[best])
      setEntry(index, id, entry.moved(frames: bases[best].frames, deltas: bases[best].deltas))
      positions[best] += 1
    }
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

extension PackedFrame {
  /// The same frame in a table where its pack stands `packs` rows further down. A row that a flipped
  /// bit sent out of range stays out of range.
  fileprivate func moved(by packs: Int) -> PackedFrame {
    let pack = min(UInt64(pack + packs), UInt64(UInt32.max))
    return PackedFrame(low: low & ~0xFFFF_FFFF | pack, high: high)
  }
}

extension PackedEntry {
  fileprivate func moved(frames: Int, deltas: Int) -> PackedEntry {
    PackedEntry(
      frame: UInt32(clamping: Int(frame) + frames), position: position, rawLength: rawLength,
      delta: delta == 0 ? 0 : UInt32(clamping: Int(delta) + deltas))
  }
}
