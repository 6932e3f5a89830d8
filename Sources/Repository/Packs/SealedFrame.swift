package import Format

/// A frame as it will stand in a pack, and what the directory will say of it.
package struct SealedFrame: Sendable {
  package let entry: FrameEntry
  /// In the order of their bytes in the frame; `entry.chunkCount` of them.
  package let chunks: [ChunkEntry]
  /// Nonce, ciphertext, tag; `entry.storedLength` bytes.
  package let bytes: [UInt8]
}
