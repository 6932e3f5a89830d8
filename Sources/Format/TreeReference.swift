/// Where the nodes of a folder are: in one tree piece, or in several under a tree list
/// (FORMAT.md 7.2).
package struct TreeReference: Hashable, Sendable {
  package let id: ChunkID
  /// Whether `id` names a tree list, not a piece.
  package let isList: Bool

  package init(id: ChunkID, isList: Bool) {
    self.id = id
    self.isList = isList
  }

  package var chunkKind: ChunkKind { isList ? .treeList : .treePiece }
}
