package import Format

/// Reads trees: the nodes of a folder, however many pieces they are in, and the chunks of a file,
/// however many lists name them.
package final class TreeReader {
  private let chunks: ChunkReader

  package init(_ chunks: ChunkReader) {
    self.chunks = chunks
  }

  /// All nodes of the folder, ascending by name.
  package func nodes(of tree: TreeReference) throws(RepositoryError) -> [Node] {
    var nodes: [Node] = []
    try forEachPiece(of: tree) { (piece) throws(RepositoryError) in nodes += piece }
    return nodes
  }

  /// The same a piece at a time: what is in memory then is no more than one chunk says.
  package func forEachPiece(
    of tree: TreeReference, _ body: ([Node]) throws(RepositoryError) -> Void
  ) throws(RepositoryError) {
    var cursor = try TreeCursor(tree, self)
    while let piece = try cursor.nextPiece() { try body(piece) }
  }

  /// The pieces of a folder with the names they begin with; one without a name for a single piece.
  package func pieces(
    of tree: TreeReference
  ) throws(RepositoryError) -> [(firstName: FileName?, id: ChunkID)] {
    guard tree.isList else { return [(nil, tree.id)] }
    return try list(tree.id).entries.map { ($0.firstName, $0.id) }
  }

  /// The data chunks of a file, in order.
  package func dataChunks(of node: Node) throws(RepositoryError) -> [ChunkID] {
    guard case .file(_, _, true, _) = node.content else { return node.ids }
    var cursor = ChunkCursor(node, self)
    var chunks: [ChunkID] = []
    while let id = try cursor.next() { chunks.append(id) }
    return chunks
  }

  /// The data chunks that a chunk list names, in order.
  package func chunkList(_ id: ChunkID) throws(RepositoryError) -> [ChunkID] {
    try decoded(id, as: .chunkList, ChunkList.init(decoding:)).ids
  }

  /// The nodes of one piece; `firstName` is what its list says of it, if it has one.
  package func piece(
    _ id: ChunkID, from firstName: FileName?
  ) throws(RepositoryError) -> [Node] {
    let nodes = try piece(id)
    if let firstName, nodes.first?.name != firstName {
      throw .damaged("a piece does not begin as its list says", at: "chunk \(id)")
    }
    return nodes
  }

  /// What the nodes of one piece name: a tenth of the work that making them is.
  package func references(of id: ChunkID) throws(RepositoryError) -> TreePieceReferences {
    try decoded(id, as: .treePiece, TreePieceReferences.init(decoding:))
  }

  private func piece(_ id: ChunkID) throws(RepositoryError) -> [Node] {
    try decoded(id, as: .treePiece, TreePiece.init(decoding:)).nodes
  }

  private func list(_ id: ChunkID) throws(RepositoryError) -> TreeList {
    try decoded(id, as: .treeList, TreeList.init(decoding:))
  }

  private func decoded<Value>(
    _ id: ChunkID, as kind: ChunkKind, _ decode: ([UInt8]) throws(FormatError) -> Value
  ) throws(RepositoryError) -> Value {
    let bytes = try chunks.read(id, as: kind)
    do throws(FormatError) {
      return try decode(bytes)
    } catch {
      throw RepositoryError(error, in: "chunk \(id)")
    }
  }
}

extension Array where Element == Node {
  /// The node of that name; the nodes ascend.
  package func node(named name: FileName) -> Node? {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle].name < name { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low].name == name ? self[low] : nil
  }
}
