package import Format
package import Repository

/// A snapshot as a tree to look at: the one way in which `ls`, `cat`, `restore` and all that read a
/// snapshot find their way. For one thread.
package final class SnapshotView {
  /// What a path in a snapshot leads to.
  package struct Entry: Sendable {
    /// Components from the root of the view, without those above it; empty for the root itself.
    package let path: [FileName]
    /// `nil` for the root over several sources, which is no folder of anybody's.
    package let node: Node?

    /// The last component; `nil` for the root.
    package var name: FileName? { path.last }

    /// What the entry is called where it stands alone; `nil` for the root over several sources.
    package var fileName: FileName? { node?.name }
  }

  package let snapshot: CatalogedSnapshot
  let trees: TreeReader
  private let chunks: ChunkReader
  private let lookup: NodeLookup
  /// One for each source, ascending by name.
  let sourceNodes: [Node]

  /// What a prune moves while the view is in use is found where it is then.
  package convenience init(
    _ snapshot: CatalogedSnapshot, _ repository: Repository, _ reading: RepositoryReading,
    cache: FrameCache
  ) throws(RepositoryError) {
    try self.init(
      snapshot, ChunkReader(repository, renewal: reading.renewal, cache: cache))
  }

  /// Of one index, whatever comes after it.
  package convenience init(
    _ snapshot: CatalogedSnapshot, _ repository: Repository, index: ChunkIndex, cache: FrameCache
  ) throws(RepositoryError) {
    try self.init(snapshot, ChunkReader(repository, index: index, cache: cache))
  }

  private init(
    _ snapshot: CatalogedSnapshot, _ chunks: ChunkReader
  ) throws(RepositoryError) {
    self.snapshot = snapshot
    self.chunks = chunks
    trees = TreeReader(chunks)
    lookup = NodeLookup(trees)
    sourceNodes = try trees.nodes(of: snapshot.snapshot.root)
  }

  /// Another snapshot of the same repository, with the readers of `view` and what it knows.
  package init(_ snapshot: CatalogedSnapshot, beside view: SnapshotView) throws(RepositoryError) {
    self.snapshot = snapshot
    chunks = view.chunks
    trees = view.trees
    lookup = view.lookup
    sourceNodes = try trees.nodes(of: snapshot.snapshot.root)
  }

  /// What each source is called in the snapshot, in the order of the sources.
  var sourceNames: [FileName] { sourceNodes.map(\.name) }

  /// The source folder, or of several sources a root that has each under its name.
  package var root: Entry { Entry(path: [], node: sourceNodes.count == 1 ? sourceNodes[0] : nil) }

  /// What is in a folder, ascending by name; nothing in anything else.
  package func children(of entry: Entry) throws(RepositoryError) -> [Entry] {
    let nodes: [Node]
    switch entry.node?.content {
    case nil: nodes = sourceNodes
    case .folder(let tree)?: nodes = try trees.nodes(of: tree)
    default: nodes = []
    }
    return nodes.map { Entry(path: entry.path + [$0.name], node: $0) }
  }

  /// The entry at `path`: relative to the source folder (of several sources, and of one that is no
  /// folder, it starts with the source's name), or an absolute path inside a source.
  ///
  /// Throws `failed` if there is none.
  package func entry(at path: [UInt8]) throws(RepositoryError) -> Entry {
    guard let entry = try entry(ifAt: path) else {
      throw RepositoryError(
        .failed, "nothing is called \(String(decoding: path, as: UTF8.self))",
        at: "snapshot \(snapshot.id.short)", advice: advice(missing: path))
    }
    return entry
  }

  /// Whoever names the source as well is told the path without it.
  private func advice(missing path: [UInt8]) -> String {
    let id = snapshot.id.short
    let below = Array(path.drop { $0 != UInt8(ascii: "/") }.dropFirst())
    guard let source = root.node, source.kind == .folder,
      path.starts(with: source.name.bytes + [UInt8(ascii: "/")]),
      let entry = try? descend(from: root, Self.components(below))
    else { return "see what is there: martlet ls \(id)" }
    let names = entry.path.map(\.lossyText).joined(separator: "/")
    return "paths begin in the source: \(id)\(names.isEmpty ? "" : ":\(names)")"
  }

  /// The same; `nil` if there is none.
  package func entry(ifAt path: [UInt8]) throws(RepositoryError) -> Entry? {
    if let (source, below) = source(above: path) { return try descend(from: source, below) }
    // There is nothing above the root.
    guard !path.split(separator: UInt8(ascii: "/")).contains(Array("..".utf8)[...]) else {
      return nil
    }
    let names = Self.components(path)
    // A source that is a file is listed under its name.
    if let node = root.node, node.kind != .folder, names == [node.name] { return root }
    return try descend(from: root, names)
  }

  /// The entry at an absolute path; `nil` also where no source holds it.
  package func entry(ifAtAbsolute path: [UInt8]) throws(RepositoryError) -> Entry? {
    guard let (source, below) = source(above: path) else { return nil }
    return try descend(from: source, below)
  }

  /// The data chunks of a file, in order.
  package func chunks(of node: Node) throws(RepositoryError) -> [ChunkID] {
    try trees.dataChunks(of: node)
  }

  /// The bytes of a file, piece by piece, each verified; throws `damaged` if they do not add up to
  /// its size [7.3-b].
  package func read(_ node: Node, _ body: ([UInt8]) throws -> Void) throws {
    var total: UInt64 = 0
    func read(_ ids: [ChunkID]) throws {
      for id in ids {
        let bytes = try chunks.read(id)
        total += UInt64(bytes.count)
        try body(bytes)
      }
    }
    // A list at a time: a node of 8 MiB may name gigabytes of IDs.
    if case .file(_, let lists, true, _) = node.content {
      for list in lists { try read(try trees.chunkList(list)) }
    } else {
      try read(node.ids)
    }
    guard case .file(let size, _, _, _) = node.content, total == size else {
      throw RepositoryError.damaged(
        "the chunks of a file do not add up to its size", at: node.name.text)
    }
  }

  private func descend(
    from start: Entry, _ components: [FileName]
  ) throws(RepositoryError) -> Entry? {
    var entry = start
    for name in components {
      guard let next = try child(name, of: entry) else { return nil }
      entry = next
    }
    return entry
  }

  /// The entry of a folder that has that name; `nil` if there is none.
  package func child(_ name: FileName, of entry: Entry) throws(RepositoryError) -> Entry? {
    let node: Node? =
      switch entry.node?.content {
      case nil: sourceNodes.node(named: name)
      case .folder(let tree)?: try lookup.node(name, in: tree)
      default: nil
      }
    return node.map { Entry(path: entry.path + [name], node: $0) }
  }

  /// The entry of the source that an absolute path lies in, and the path inside it.
  func source(above path: [UInt8]) -> (Entry, [FileName])? {
    guard path.first == UInt8(ascii: "/") else { return nil }
    let wanted = Self.components(path)
    for (source, node) in zip(snapshot.snapshot.sources, sourceNodes) {
      let own = Self.components(source)
      guard wanted.starts(with: own) else { continue }
      let isOnly = sourceNodes.count == 1
      return (
        Entry(path: isOnly ? [] : [node.name], node: node), Array(wanted.dropFirst(own.count))
      )
    }
    return nil
  }

  /// Empty components and "." count for nothing.
  static func components(_ path: [UInt8]) -> [FileName] {
    path.split(separator: UInt8(ascii: "/")).compactMap { FileName($0) }
  }
}
