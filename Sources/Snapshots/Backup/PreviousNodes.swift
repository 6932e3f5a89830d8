import Format
import Repository

/// The nodes that a folder had before, a piece at a time: a walk asks for names in the order in
/// which they stand there, and a folder may have any number of them.
final class PreviousNodes {
  private let trees: TreeReader
  /// Ascending; the first names are those of the list.
  private let pieces: [(firstName: FileName?, id: ChunkID)]
  /// The piece that was read last.
  private var current: (index: Int, nodes: [Node])?

  /// Reads the list of pieces, or the only piece.
  init(_ tree: TreeReference, _ trees: TreeReader) throws(RepositoryError) {
    self.trees = trees
    pieces = try trees.pieces(of: tree)
    if !tree.isList { current = (0, try trees.nodes(of: tree)) }
  }

  /// The node of that name; `nil` also where its piece is damaged, so that there is nothing to
  /// compare with.
  func node(named name: FileName) -> Node? {
    let index = pieces.index(of: name)
    if current?.index != index {
      let piece = pieces[index]
      current = (index, (try? trees.piece(piece.id, from: piece.firstName)) ?? [])
    }
    return current?.nodes.node(named: name)
  }
}

extension [(firstName: FileName?, id: ChunkID)] {
  /// The piece in which a node of that name stands, if there is one; the first for a name before
  /// all.
  func index(of name: FileName) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if let first = self[middle].firstName, first > name {
        high = middle
      } else {
        low = middle + 1
      }
    }
    return Swift.max(low - 1, 0)
  }
}
