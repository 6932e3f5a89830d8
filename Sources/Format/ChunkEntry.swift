/// One chunk of a pack, as the directory describes it (FORMAT.md 6.2).
package struct ChunkEntry: Hashable, Sendable {
  package let id: ChunkID
  package let kind: ChunkKind
  /// Of the plaintext, not of what is stored.
  package let rawLength: Int
  /// `nil` if the chunk is stored in full.
  package let delta: DeltaEntry?

  package init(id: ChunkID, kind: ChunkKind, rawLength: Int, delta: DeltaEntry? = nil) {
    self.id = id
    self.kind = kind
    self.rawLength = rawLength
    self.delta = delta
  }

  /// What the chunk takes of its frame's raw bytes.
  package var lengthInFrame: Int { delta?.storedLength ?? rawLength }
}
