package import Format

/// A frame as it will stand in a pack, and what the directory will say of it.
package struct SealedFrame: Sendable {
  package let entry: FrameEntry
  /// In the order of their bytes in the frame; `entry.chunkCount` of them.
  package let chunks: [ChunkEntry]
  /// Nonce, ciphertext, tag; `entry.storedLength` bytes.
  package let bytes: [UInt8]
}

/// A chunk on its way into a frame: its bytes in the form in which the frame holds them.
package struct PendingChunk: Sendable {
  package let entry: ChunkEntry
  /// The plaintext, or the delta where the entry has one.
  package let bytes: [UInt8]

  package init(entry: ChunkEntry, bytes: [UInt8]) {
    self.entry = entry
    self.bytes = bytes
  }
}
