package import Format

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
