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
    guard tree.isList else { return try piece(tree.id) }
    var cursor = try TreeCursor(tree, self)
    var nodes: [Node] = []
    while let node = try cursor.next() { nodes.append(node) }
    return nodes
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

  /// The data chunks that a chunk list names.
  func chunkList(_ id: ChunkID) throws(RepositoryError) -> [ChunkID] {
    let bytes = try chunks.read(id)
    do throws(FormatError) {
      return try ChunkList(decoding: bytes).ids
    } catch {
      throw RepositoryError(error, in: "chunk \(id)")
    }
  }

  /// The nodes of one piece.
  func piece(_ id: ChunkID) throws(RepositoryError) -> [Node] {
    let bytes = try chunks.read(id)
    do throws(FormatError) {
      return try TreePiece(decoding: bytes).nodes
    } catch {
      throw RepositoryError(error, in: "chunk \(id)")
    }
  }

  private func list(_ id: ChunkID) throws(RepositoryError) -> TreeList {
    let bytes = try chunks.read(id)
    do throws(FormatError) {
      return try TreeList(decoding: bytes)
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
