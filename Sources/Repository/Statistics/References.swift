import Format

/// A chunk that names others, by its number in one index: a piece or list of a tree, or a list of
/// a file's chunks.
struct NamingChunk: Hashable, Sendable {
  let number: Int
  let kind: ChunkKind
}

/// What one chunk names, as numbers of copies in one index.
struct References: Sendable {
  /// Of chunks of data.
  var data: [UInt32] = []
  var naming: [NamingChunk] = []
  /// Chunks without a usable copy of the right kind, or, of one that cannot be read, itself.
  var missing: [ChunkID] = []
  /// Whether one of the missing names others, which are unknown then.
  var missesTrees = false

  /// About what keeping it takes, in numbers of data.
  var weight: Int { data.count + naming.count * 4 + missing.count * 8 + 16 }
}
