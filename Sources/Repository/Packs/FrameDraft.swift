import Format

/// Chunks that will share a frame, one after another in a buffer that is used again and again.
struct FrameDraft {
  /// A frame is closed when it has this much (FORMAT.md 5.2).
  ///
  /// On the Linux tree at level 3, frames of 256 KiB took 212 MB, of 1 MiB 203, of 4 MiB 198; a
  /// larger frame makes reading one small file slower.
  static let targetBytes = 1 << 20
  /// What is longer is a frame alone.
  static let maxSharedBytes = 1 << 19
  private static let capacity = targetBytes + maxSharedBytes

  private(set) var bytes: [UInt8] = []
  private(set) var chunks: [ChunkEntry] = []

  var isEmpty: Bool { chunks.isEmpty }
  var isFull: Bool { bytes.count >= Self.targetBytes || chunks.count >= Limits.maxChunksPerFrame }

  mutating func append(_ entry: ChunkEntry, _ form: UnsafeRawBufferPointer) {
    if bytes.capacity < Self.capacity { bytes.reserveCapacity(Self.capacity) }
    bytes.append(contentsOf: form)
    chunks.append(entry)
  }

  /// Empties it and keeps its memory.
  mutating func clear() {
    bytes.removeAll(keepingCapacity: true)
    chunks.removeAll(keepingCapacity: true)
  }

  /// Its chunks one by one, for somebody else's draft.
  mutating func takeAll() -> [PendingChunk] {
    var offset = 0
    let pending = chunks.map { entry in
      let length = entry.lengthInFrame
      defer { offset += length }
      return PendingChunk(entry: entry, bytes: Array(bytes[offset..<offset + length]))
    }
    clear()
    return pending
  }
}
