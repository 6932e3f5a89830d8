import FileTree
import Format
import Repository
import Sealing

/// Builds the trees of a snapshot bottom up, from nodes that arrive in walk order; on the thread
/// that appends to the session.
struct TreeBuilder {
  /// A folder whose nodes are arriving.
  private struct OpenTree {
    let visit: FolderVisit?
    let attributes: [ExtendedAttribute]
    var nodes: [Node] = []
    /// Names of files that must be read again next time.
    var unsteady: Set<FileName> = []
  }

  private let sink: ChunkSink
  private let trees: TreeReader
  let owners: Owners
  private let gearTable: [UInt64]
  /// The first is the root tree, which has a node for each source.
  private var open = [OpenTree(visit: nil, attributes: [])]

  init(_ sink: ChunkSink, _ trees: TreeReader, _ owners: Owners, gearTable: [UInt64]) {
    self.sink = sink
    self.trees = trees
    self.owners = owners
    self.gearTable = gearTable
  }

  /// The nodes of the root tree so far.
  var sourceNames: Set<FileName> { Set(open[0].nodes.map(\.name)) }

  mutating func enter(_ visit: FolderVisit, _ attributes: [ExtendedAttribute]) {
    open.append(OpenTree(visit: visit, attributes: attributes))
  }

  /// Adds a node to the current folder.
  mutating func add(_ node: Node, isSteady: Bool) {
    open[open.count - 1].nodes.append(node)
    if !isSteady { open[open.count - 1].unsteady.insert(node.name) }
  }

  /// Stores the current folder and adds its node to the folder above.
  ///
  /// Returns its tree and the files that must be read again next time.
  mutating func leave(
    _ visit: FolderVisit
  ) throws(RepositoryError) -> (tree: TreeReference, unsteady: Set<FileName>) {
    let folder = open.removeLast()
    let tree = try store(folder.nodes, previous: visit.previous)
    let node = Node(
      name: visit.name, owner: owners.owner(of: visit.folder.status),
      modified: visit.folder.status.modified, content: .folder(tree),
      attributes: folder.attributes)
    add(node, isSteady: true)
    return (tree, folder.unsteady)
  }

  /// Stores the root tree, whose nodes are sorted by name here: sources come in any order.
  mutating func finish(previous: TreeReference?) throws(RepositoryError) -> TreeReference {
    let nodes = open[0].nodes.sorted { $0.name < $1.name }
    return try store(nodes, previous: previous)
  }

  /// Stores a chunk list (FORMAT.md 7.4).
  func putList(_ bytes: [UInt8]) throws(RepositoryError) -> ChunkID {
    try put(bytes, .chunkList, base: nil)
  }
}

extension TreeBuilder {
  private func store(
    _ nodes: [Node], previous: TreeReference?
  ) throws(RepositoryError) -> TreeReference {
    let bases = BasePieces(previous, trees)
    let pieces = split(nodes)
    guard pieces.count > 1 else {
      let encoded = TreePiece(nodes: nodes).encoded()
      let id = try put(encoded, .treePiece, base: bases.piece(for: nodes.first?.name))
      return TreeReference(id: id, isList: false)
    }
    var entries: [TreeList.Entry] = []
    for piece in pieces {
      guard let first = piece.first?.name else { continue }
      let encoded = TreePiece(nodes: Array(piece)).encoded()
      let id = try put(encoded, .treePiece, base: bases.piece(for: first))
      entries.append(TreeList.Entry(firstName: first, id: id))
    }
    let list = try put(TreeList(entries: entries).encoded(), .treeList, base: bases.list)
    return TreeReference(id: list, isList: true)
  }

  private func split(_ nodes: [Node]) -> [ArraySlice<Node>] {
    var cutter = TreeCutter(gearTable: gearTable)
    var pieces: [ArraySlice<Node>] = []
    var start = 0
    for (index, node) in nodes.enumerated() where cutter.startsPiece(before: node) {
      pieces.append(nodes[start..<index])
      start = index
    }
    pieces.append(nodes[start...])
    return pieces
  }

  private func put(
    _ bytes: [UInt8], _ kind: ChunkKind, base: ChunkID?
  ) throws(RepositoryError) -> ChunkID {
    try bytes.withRawBytes { (bytes) throws(RepositoryError) in
      try sink.put(bytes, kind: kind, base: base)
    }
  }
}

/// The pieces that a folder had before, as bases for those it has now.
private struct BasePieces {
  let list: ChunkID?
  private let pieces: [(firstName: FileName?, id: ChunkID)]

  init(_ previous: TreeReference?, _ trees: TreeReader) {
    list = previous.flatMap { $0.isList ? $0.id : nil }
    // Without them the pieces are stored in full.
    pieces = previous.flatMap { try? trees.pieces(of: $0) } ?? []
  }

  /// The old piece in which a node of that name would have stood.
  func piece(for name: FileName?) -> ChunkID? {
    guard let name else { return pieces.first?.id }
    let last = pieces.last { piece in
      guard let first = piece.firstName else { return true }
      return first <= name
    }
    return (last ?? pieces.first)?.id
  }
}
