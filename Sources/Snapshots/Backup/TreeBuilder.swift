import FileTree
import Format
import Repository

/// Builds the trees of a snapshot bottom up, from nodes that arrive in walk order; on the thread
/// that appends to the session.
struct TreeBuilder {
  private let sink: ChunkSink
  private let trees: TreeReader
  let owners: Owners
  private let gearTable: [UInt64]
  /// A node for each source.
  private var roots: [Node] = []
  private var open: [OpenTree] = []

  init(_ sink: ChunkSink, _ trees: TreeReader, _ owners: Owners, gearTable: [UInt64]) {
    self.sink = sink
    self.trees = trees
    self.owners = owners
    self.gearTable = gearTable
  }

  /// The nodes of the root tree so far.
  var sourceNames: Set<FileName> { Set(roots.map(\.name)) }

  mutating func enter(_ visit: FolderVisit, _ attributes: [ExtendedAttribute]) {
    open.append(
      OpenTree(
        attributes: attributes, TreeCutter(gearTable: gearTable), visit.previous,
        count: visit.previousCount, trees))
  }

  /// The current folder is what it was; nothing is added to it.
  mutating func keepPrevious() {
    if let last = open.indices.last { open[last].isPrevious = true }
  }

  /// Adds nodes that need not be looked at.
  mutating func add(_ files: UnchangedFiles) throws(RepositoryError) {
    guard let last = open.indices.last else {
      roots += files.nodes
      return
    }
    for node in files.nodes { try open[last].add(node, isSame: files.areSame, sink) }
  }

  /// Adds a node to the current folder; `previous` is what it had of that name before.
  mutating func add(
    _ node: Node, previous: Node?, _ reading: Reading
  ) throws(RepositoryError) {
    guard let last = open.indices.last else { return roots.append(node) }
    try open[last].add(node, isSame: node == previous, sink)
    if node.kind == .file { open[last].readings.append(FileReading(node.name, reading)) }
  }

  /// Stores the current folder and adds its node to the folder above.
  ///
  /// Returns its tree and what was read of its files, ascending by name.
  mutating func leave(
    _ visit: FolderVisit
  ) throws(RepositoryError) -> (tree: TreeReference, readings: [FileReading]) {
    var folder = open.removeLast()
    let tree = try folder.finish(sink)
    let node = Node(
      name: visit.name, owner: owners.owner(of: visit.folder.status),
      modified: visit.folder.status.modified, content: .folder(tree),
      attributes: folder.attributes)
    try add(node, previous: visit.previousNode, .none)
    return (tree, folder.readings)
  }

  /// Stores the root tree, whose nodes are sorted by name here: sources come in any order.
  mutating func finish(previous: TreeReference?) throws(RepositoryError) -> TreeReference {
    var root = OpenTree(
      attributes: [], TreeCutter(gearTable: gearTable), previous, count: nil, trees)
    for node in roots.sorted(by: { $0.name < $1.name }) {
      try root.add(node, isSame: false, sink)
    }
    return try root.finish(sink)
  }

  /// Stores a chunk list (FORMAT.md 7.4).
  func putList(_ bytes: [UInt8]) throws(RepositoryError) -> ChunkID {
    try sink.put(bytes, kind: .chunkList, base: nil)
  }
}
