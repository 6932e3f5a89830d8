/// One frame of a pack, as the directory describes it (FORMAT.md 6.2).
package struct FrameEntry: Hashable, Sendable {
  package let kind: FrameKind
  package let codec: Codec
  /// Sealed: what it takes in the pack.
  package let storedLength: Int
  /// Opened and decompressed: the chunks in their forms.
  package let rawLength: Int
  package let chunkCount: Int

  package init(kind: FrameKind, codec: Codec, storedLength: Int, rawLength: Int, chunkCount: Int) {
    self.kind = kind
    self.codec = codec
    self.storedLength = storedLength
    self.rawLength = rawLength
    self.chunkCount = chunkCount
  }
}
