import Format

/// A usable copy by its place in the index.
struct NumberedCopy {
  let number: Int
  let kind: ChunkKind
  /// Bytes of the plaintext.
  let rawLength: Int
}
