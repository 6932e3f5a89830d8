import Format
import Repository

/// Finds entries of folders by name: of a large folder only the piece is read in which the name
/// would stand, and what an unchanged folder holds is looked up once for all snapshots.
final class NodeLookup {
  private struct Key: Hashable {
    let tree: TreeReference
    let name: FileName
  }

  private let trees: TreeReader
  private var known: [Key: Node?] = [:]

  init(_ trees: TreeReader) {
    self.trees = trees
  }

  /// The node of that name; `nil` if there is none.
  func node(_ name: FileName, in tree: TreeReference) throws(RepositoryError) -> Node? {
    let key = Key(tree: tree, name: name)
    if let known = known[key] { return known }
    let pieces = try trees.pieces(of: tree)
    let piece = pieces[pieces.index(of: name)]
    let node = try trees.piece(piece.id, from: piece.firstName).node(named: name)
    known[key] = .some(node)
    return node
  }
}
