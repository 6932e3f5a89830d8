import Format

/// The copies that some snapshots need, by their numbers in one index.
struct LiveChunks {
  /// What the snapshots name, of data and of trees.
  private let needed: EntrySet
  /// What the deltas among them need besides.
  private let bases: EntrySet
  /// Chunks that are named and have no usable copy, or cannot be read.
  let missing: Set<ChunkID>

  init(_ walk: ReferenceWalk) {
    needed = walk.needed
    bases = walk.bases()
    missing = walk.missing
  }

  func contains(_ number: Int) -> Bool { needed.contains(number) || bases.contains(number) }

  /// Whether a snapshot names it, and not only a delta.
  func isNamed(_ number: Int) -> Bool { needed.contains(number) }
}
