/// What a chunk is; a part of what its ID is made of (FORMAT.md 3.4).
///
/// Raw values are on disk: never change or reuse one.
package enum ChunkKind: UInt8, CaseIterable, Sendable {
  case data = 0
  case treePiece = 1
  case treeList = 2
  case chunkList = 3

  /// The frames in which such a chunk may stand [5.2-a].
  package var frameKind: FrameKind { self == .data ? .data : .tree }
}
