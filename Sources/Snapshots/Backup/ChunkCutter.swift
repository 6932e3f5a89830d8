import Chunking

/// Cuts a stream, of which it is shown a stretch at a time, into whole chunks.
///
/// Where zeros are cut is known, and to see that they are zeros takes a tenth of the search.
struct ChunkCutter: Sendable {
  private var chunker: GearChunker
  let zeroChunkBytes: Int

  init(_ chunker: GearChunker) {
    self.chunker = chunker
    zeroChunkBytes = chunker.zeroChunkBytes
  }

  var parameters: ChunkerParameters { chunker.parameters }

  /// Lengths of the whole chunks at the front of `bytes`, all of it if the stream ends there. What
  /// is behind them begins the next stretch.
  mutating func lengths(_ bytes: UnsafeRawBufferPointer, isEnd: Bool) -> [Int] {
    var lengths: [Int] = []
    var start = 0
    while start < bytes.count,
      let length = cut(UnsafeRawBufferPointer(rebasing: bytes[start...]), isEnd: isEnd)
    {
      lengths.append(length)
      start += length
    }
    return lengths
  }

  /// Forgets the current chunk; what comes next begins one.
  mutating func restart() { chunker.restart() }

  /// The length of the chunk at the front; `nil` when it needs more bytes.
  private mutating func cut(_ bytes: UnsafeRawBufferPointer, isEnd: Bool) -> Int? {
    let zeros = UnsafeRawBufferPointer(rebasing: bytes.prefix(zeroChunkBytes))
    guard zeros.isAllZeros else { return isEnd ? chunker.cutLast(bytes) : chunker.cut(bytes) }
    guard zeros.count == zeroChunkBytes || isEnd else { return nil }
    chunker.restart()
    return zeros.count
  }
}
