import Format

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
