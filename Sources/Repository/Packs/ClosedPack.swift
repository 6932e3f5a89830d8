import Format

/// A pack's bytes, complete, before it has a name.
struct ClosedPack: Sendable {
  let bytes: [UInt8]
  /// The encoding of its directory, which its index run repeats.
  let directory: [UInt8]
  let chunkCount: Int
  /// The bases that its deltas need.
  let bases: [ChunkPrefix]
}
