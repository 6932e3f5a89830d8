/// How a chunk is stored as the difference from another (FORMAT.md 5.3, 6.2).
package struct DeltaEntry: Hashable, Sendable {
  /// What the difference takes in its frame.
  package let storedLength: Int
  package let base: ChunkPrefix
  /// Steps to the full chunk, 1–8; an upper bound, as a prune may have shortened the chain.
  package let depth: Int
  /// The lengths of this delta and of those below it; an upper bound.
  package let chainBytes: Int

  package init(storedLength: Int, base: ChunkPrefix, depth: Int, chainBytes: Int) {
    self.storedLength = storedLength
    self.base = base
    self.depth = depth
    self.chainBytes = chainBytes
  }
}
