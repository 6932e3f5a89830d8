import Format

/// What follows the ID in an entry, 16 bytes.
struct PackedEntry {
  let frame, position: UInt32
  /// The raw length in the lower 24 bits, the chunk kind above.
  let rawLength: UInt32
  let delta: UInt32

  var length: Int { Int(rawLength & 0xFF_FFFF) }
  var kind: ChunkKind? { ChunkKind(rawValue: UInt8(rawLength >> 24)) }

  init(frame: UInt32, position: UInt32, rawLength: UInt32, delta: UInt32) {
    self.frame = frame
    self.position = position
    self.rawLength = rawLength
    self.delta = delta
  }

  init(frame: Int, position: Int, chunk: ChunkEntry, delta: Int) {
    self.frame = UInt32(frame)
    self.position = UInt32(position)
    rawLength = UInt32(chunk.rawLength) | UInt32(chunk.kind.rawValue) << 24
    self.delta = UInt32(delta)
  }
}
