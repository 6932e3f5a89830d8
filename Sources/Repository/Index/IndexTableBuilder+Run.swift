import Format
import Sealing

extension IndexTableBuilder {
  /// Fills the region with the entries of one index run, sorted.
  func fill(_ run: IndexRun, named name: LiveIndexRun?) throws(SealingError) {
    if let name { setRun(0, name) }
    for (index, copy) in run.lost.enumerated() { setLost(index, copy) }
    var rows: [Row] = []
    rows.reserveCapacity(layout.entryCount)
    var frameCount = 0
    var deltaCount = 0
    for (index, pack) in run.packs.enumerated() {
      setPack(index, pack.id, length: pack.length, run: name == nil ? nil : 0)
      var cursor = DirectoryCursor(pack.directory)
      while let chunk = cursor.next() {
        if chunk.startsFrame {
          setFrame(frameCount, PackedFrame(pack: index, offset: chunk.frameOffset, chunk.frame))
          frameCount += 1
        }
        if let delta = chunk.entry.delta {
          setDelta(deltaCount, delta)
          deltaCount += 1
        }
        rows.append(
          Row(
            id: chunk.entry.id.bytes,
            entry: PackedEntry(
              frame: frameCount - 1, position: chunk.position, chunk: chunk.entry,
              delta: chunk.entry.delta == nil ? 0 : deltaCount)))
      }
    }
    rows.sort { $0.id < $1.id }
    for (index, row) in rows.enumerated() { setEntry(index, row.id, row.entry) }
    try finish()
  }

  private struct Row {
    let id: Bytes32
    let entry: PackedEntry
  }
}
