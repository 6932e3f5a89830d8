/// A copy of a chunk that was found damaged: it is not usable (FORMAT.md 9).
package struct LostCopy: Hashable, Sendable {
  package let pack: PackID
  package let chunk: ChunkID

  package init(pack: PackID, chunk: ChunkID) {
    self.pack = pack
    self.chunk = chunk
  }
}
