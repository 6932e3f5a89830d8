import Format

/// One copy of a chunk as an `IndexTable` holds it: all that tells whether it counts, without the
/// names, which stand elsewhere in memory.
struct IndexedCopy {
  let entry: Int
  let kind: ChunkKind
  let rawLength: Int
  /// Where the chunk, or its delta, starts in the frame's raw bytes.
  let position: Int
  let frame: PackedFrame
  let delta: DeltaEntry?

  /// Whether all of it fits together, so that bytes can be cut out of a pack of that length by it.
  func isConsistent(packLength: Int) -> Bool {
    position + (delta?.storedLength ?? rawLength) <= frame.rawLength
      && frame.offset + frame.storedLength <= packLength
      && rawLength <= Limits.maxChunkBytes && kind.frameKind == frame.kind
  }
}
