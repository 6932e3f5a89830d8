package import Format

/// The nodes of a folder one after another, ascending by name, with one piece of the folder in
/// memory at a time.
package struct TreeCursor {
  private let trees: TreeReader
  private var pieces: ArraySlice<(firstName: FileName?, id: ChunkID)>
  private var nodes: ArraySlice<Node> = []
  private var last: FileName?

  package init(_ tree: TreeReference, _ trees: TreeReader) throws(RepositoryError) {
    self.trees = trees
    pieces = try trees.pieces(of: tree)[...]
  }

  /// The next node; `nil` after the last one.
  ///
  /// Throws `damaged` for a piece that cannot be read or does not fit; after that the next call
  /// goes on with the piece behind it.
  package mutating func next() throws(RepositoryError) -> Node? {
    while nodes.isEmpty {
      guard let piece = pieces.popFirst() else { return nil }
      nodes = try read(piece.firstName, piece.id)[...]
    }
    let node = nodes.popFirst()
    last = node?.name ?? last
    return node
  }

  private func read(
    _ firstName: FileName?, _ id: ChunkID
  ) throws(RepositoryError) -> [Node] {
    let nodes = try trees.piece(id)
    if let firstName, nodes.first?.name != firstName {
      throw .damaged("a piece does not begin as its list says", at: "chunk \(id)")
    }
    // Lists ascend; pieces must not overlap.
    if let last, let first = nodes.first, !(last < first.name) {
      throw .damaged("the pieces of a folder overlap", at: "chunk \(id)")
    }
    return nodes
  }
}

/// The data chunks of a file one after another, with one chunk list in memory at a time.
package struct ChunkCursor {
  private let trees: TreeReader
  private var lists: ArraySlice<ChunkID>
  private var ids: ArraySlice<ChunkID>

  package init(_ node: Node, _ trees: TreeReader) {
    self.trees = trees
    if case .file(_, let ids, true, _) = node.content {
      (lists, self.ids) = (ids[...], [])
    } else {
      (lists, ids) = ([], node.ids[...])
    }
  }

  /// The next chunk; `nil` after the last one.
  package mutating func next() throws(RepositoryError) -> ChunkID? {
    while ids.isEmpty {
      guard let list = lists.popFirst() else { return nil }
      ids = try trees.chunkList(list)[...]
    }
    return ids.popFirst()
  }
}
