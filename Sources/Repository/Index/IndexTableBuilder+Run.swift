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
      setPack(index, pack.id, length: pack.length)
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

/// Walks the chunks of a pack directory with the places that follow from the lengths before them
/// (FORMAT.md 6.2).
struct DirectoryCursor {
  struct Chunk {
    let entry: ChunkEntry
    let frame: FrameEntry
    /// Where the sealed frame starts in the pack.
    let frameOffset: Int
    /// Where the chunk's form starts in the frame's raw bytes.
    let position: Int
    let startsFrame: Bool
  }

  private let directory: PackDirectory
  private var frame = -1
  private var frameOffset = 0
  private var nextOffset = FileHeader.byteCount
  private var leftInFrame = 0
  private var position = 0
  private var index = 0

  init(_ directory: PackDirectory) {
    self.directory = directory
  }

  mutating func next() -> Chunk? {
    guard index < directory.chunks.count else { return nil }
    let starts = leftInFrame == 0
    if starts {
      frame += 1
      frameOffset = nextOffset
      nextOffset += directory.frames[frame].storedLength
      leftInFrame = directory.frames[frame].chunkCount
      position = 0
    }
    let entry = directory.chunks[index]
    let chunk = Chunk(
      entry: entry, frame: directory.frames[frame], frameOffset: frameOffset, position: position,
      startsFrame: starts)
    position += entry.lengthInFrame
    leftInFrame -= 1
    index += 1
    return chunk
  }
}
