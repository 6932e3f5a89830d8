package import Format

/// A frame as it will stand in a pack, and what the directory will say of it.
package struct SealedFrame: Sendable {
  package let entry: FrameEntry
  /// In the order of their bytes in the frame; `entry.chunkCount` of them.
  package let chunks: [ChunkEntry]
  /// Nonce, ciphertext, tag; `entry.storedLength` bytes.
  package let bytes: [UInt8]

  /// What they add to the directory's encoding.
  package var directoryBytes: Int {
    chunks.reduce(entry.encodedBytes) { $0 + $1.encodedBytes }
  }
}
