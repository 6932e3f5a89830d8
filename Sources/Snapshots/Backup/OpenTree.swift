import Format
import Repository
import Sealing

/// A tree whose nodes are arriving, ascending by name. A piece is stored as soon as it is whole, so
/// that a folder of any size takes the memory of one (FORMAT.md 7.2).
struct OpenTree {
  let attributes: [ExtendedAttribute]
  /// What was read of files, ascending by name; the others were taken over.
  var readings: [FileReading] = []
  /// Whether the tree from before, which is usable, is what this one would be.
  var isPrevious = false
  private var cutter: TreeCutter
  /// Of the piece that is being filled.
  private var nodes: [Node] = []
  private var pieces: [TreeList.Entry] = []
  private let previous: TreeReference?
  /// Nodes in it, if it is one piece.
  private let previousCount: Int?
  /// Nodes that stand there as they are.
  private var sameCount = 0
  private let trees: TreeReader
  /// The pieces of the tree before, once they are needed: the bases of the new ones.
  private var bases: [(firstName: FileName?, id: ChunkID)]?

  /// `previous` is the tree of the same folder from before, `count` the number of its nodes, if
  /// that is known.
  init(
    attributes: [ExtendedAttribute], _ cutter: TreeCutter, _ previous: TreeReference?,
    count: Int?, _ trees: TreeReader
  ) {
    self.attributes = attributes
    self.cutter = cutter
    self.previous = previous
    previousCount = count
    self.trees = trees
  }

  /// `isSame` says that the tree before has this node.
  mutating func add(
    _ node: Node, isSame: Bool, _ sink: ChunkSink
  ) throws(RepositoryError) {
    if isSame { sameCount += 1 }
    if cutter.startsPiece(before: node) { try endPiece(sink) }
    nodes.append(node)
  }

  /// Stores what is left, and the list if there are several pieces.
  mutating func finish(_ sink: ChunkSink) throws(RepositoryError) -> TreeReference {
    if isPrevious, nodes.isEmpty, let previous { return previous }
    guard !pieces.isEmpty else {
      // It would have the same bytes.
      if let previous, !previous.isList, sameCount == nodes.count, previousCount == sameCount,
        sink.isUsable(previous.id)
      {
        return previous
      }
      return TreeReference(id: try store(sink), isList: false)
    }
    try endPiece(sink)
    let list = TreeList(entries: pieces).encoded()
    let base = previous.flatMap { $0.isList ? $0.id : nil }
    return TreeReference(id: try sink.put(list, kind: .treeList, base: base), isList: true)
  }

  private mutating func endPiece(_ sink: ChunkSink) throws(RepositoryError) {
    guard let first = nodes.first?.name else { return }
    pieces.append(TreeList.Entry(firstName: first, id: try store(sink)))
    nodes.removeAll(keepingCapacity: true)
  }

  private mutating func store(_ sink: ChunkSink) throws(RepositoryError) -> ChunkID {
    let base = base(for: nodes.first?.name)
    return try sink.put(TreePiece(nodes: nodes).encoded(), kind: .treePiece, base: base)
  }

  /// The old piece in which a node of that name would have stood.
  private mutating func base(for name: FileName?) -> ChunkID? {
    // Where they cannot be read, the pieces are stored in full.
    let bases = bases ?? previous.flatMap { try? trees.pieces(of: $0) } ?? []
    self.bases = bases
    guard let name, !bases.isEmpty else { return bases.first?.id }
    return bases[bases.index(of: name)].id
  }
}

extension ChunkSink {
  func put(
    _ bytes: [UInt8], kind: ChunkKind, base: ChunkID?
  ) throws(RepositoryError) -> ChunkID {
    try bytes.withRawBytes { (bytes) throws(RepositoryError) in
      try put(bytes, kind: kind, base: base)
    }
  }
}
