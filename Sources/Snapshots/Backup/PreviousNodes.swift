import Format
import Repository

/// The nodes that a folder had before, a piece at a time: a walk asks for names in the order in
/// which they stand there, and a folder may have any number of them.
struct PreviousNodes {
  private let trees: TreeReader
  /// Ascending; the first names are those of the list.
  private let pieces: [(firstName: FileName?, id: ChunkID)]
  /// The piece that was read last.
  private var current: (index: Int, nodes: [Node])?
  /// Where in it the name that was asked for last stands, or would stand.
  private var position = 0

  /// Reads the list of pieces, or the only piece.
  init(_ tree: TreeReference, _ trees: TreeReader) throws(RepositoryError) {
    self.trees = trees
    pieces = try trees.pieces(of: tree)
    if !tree.isList { current = (0, try trees.nodes(of: tree)) }
  }

  /// How many there are, if they are in one piece.
  var count: Int? { pieces.count == 1 ? current?.nodes.count : nil }

  /// The node of that name; `nil` also where its piece is damaged, so that there is nothing to
  /// compare with.
  mutating func node(named name: FileName) -> Node? {
    let index = pieces.count == 1 ? 0 : pieces.index(of: name)
    if current?.index != index {
      let piece = pieces[index]
      current = (index, (try? trees.piece(piece.id, from: piece.firstName)) ?? [])
      position = 0
    }
    guard let nodes = current?.nodes else { return nil }
    position = nodes.position(of: name, near: position) { $0.name }
    return position < nodes.count && nodes[position].name == name ? nodes[position] : nil
  }
}

extension Array {
  /// Where an element of that name stands, or would stand: elements ascend by name. Quick where it
  /// is `hint` or the next.
  func position(of name: FileName, near hint: Int, _ nameOf: (Element) -> FileName) -> Int {
    for position in hint..<Swift.min(hint + 2, count) where nameOf(self[position]) == name {
      return position
    }
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if nameOf(self[middle]) < name { low = middle + 1 } else { high = middle }
    }
    return low
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
