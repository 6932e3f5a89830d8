import Format
import Pipelines

/// Follows every snapshot down to its chunks: reads all trees, and asks of every chunk whether it
/// has a usable copy. A tree that several snapshots share is followed once.
struct ReferenceCheck {
  private let index: ChunkIndex
  private let reader: TreeReader
  private let cancellation: Cancellation
  /// Trees and data chunks that were looked at, by their copies.
  private var seen: EntrySet
  /// Trees with something wrong in them or below.
  private var unsound: Set<ChunkID> = []
  /// Data chunks without a usable copy.
  private var missing: Set<ChunkID> = []
  /// What was found in chunk lists: one that many files name, or one file many times, is read once.
  private var lists: [ChunkID: Contents] = [:]
  /// The folders from the root to the one that is looked at.
  private var stack: [Level] = []

  /// Data chunks one after another.
  private struct Contents {
    var bytes: UInt64 = 0
    /// Whether each of them is there.
    var isWhole = true
  }

  private struct Level {
    let tree: TreeReference
    /// `nil` for the root.
    let name: FileName?
    var subfolders: [(name: FileName, tree: TreeReference)] = []
    var isSound = true
  }

  init(
    _ repository: Repository, index: ChunkIndex, cancellation: Cancellation
  ) throws(RepositoryError) {
    self.index = index
    self.cancellation = cancellation
    reader = TreeReader(try ChunkReader(repository, index: index, cache: FrameCache()))
    seen = EntrySet(capacity: index.entryCount)
  }

  mutating func run(
    _ snapshots: [CatalogedSnapshot], _ report: inout CheckReport
  ) throws {
    for snapshot in snapshots {
      report.snapshots += 1
      if try !follow(snapshot.snapshot.root, &report) { report.affected.append(snapshot.id) }
    }
    report.chunks = seen.count - report.trees + missing.count
  }

  /// Depth first, without recursion: folders may be 4 096 deep.
  private mutating func follow(
    _ root: TreeReference, _ report: inout CheckReport
  ) throws -> Bool {
    if let isSound = known(root) { return isSound }
    try open(root, named: nil, &report)
    while true {
      try cancellation.check()
      if let next = stack[stack.count - 1].subfolders.popLast() {
        if let isSound = known(next.tree) {
          if !isSound { stack[stack.count - 1].isSound = false }
        } else {
          try open(next.tree, named: next.name, &report)
        }
        continue
      }
      let level = stack.removeLast()
      if !level.isSound { unsound.insert(level.tree.id) }
      guard let above = stack.indices.last else { return level.isSound }
      if !level.isSound { stack[above].isSound = false }
    }
  }

  /// Whether all is well with a tree and what is below, if it was looked at before.
  private func known(_ tree: TreeReference) -> Bool? {
    if unsound.contains(tree.id) { return false }
    guard let copy = index.numbered(tree.id), copy.kind == tree.chunkKind else { return nil }
    return seen.contains(copy.number) ? true : nil
  }

  /// Reads a tree, puts it on the stack, and looks for the chunks of its files.
  private mutating func open(
    _ tree: TreeReference, named name: FileName?, _ report: inout CheckReport
  ) throws(RepositoryError) {
    stack.append(Level(tree: tree, name: name))
    do throws(RepositoryError) {
      guard stack.count <= Limits.maxFolderDepth + 2 else {
        throw .damaged("folders are nested too deeply", at: place())
      }
      guard let copy = index.numbered(tree.id) else {
        throw .damaged("folder \(tree.id) has no usable copy", at: place())
      }
      guard copy.kind == tree.chunkKind else {
        throw .damaged("a folder is not of the kind that is said of it", at: place())
      }
      if seen.insert(copy.number) { report.trees += 1 }
      try reader.forEachPiece(of: tree) { (nodes) throws(RepositoryError) in
        for node in nodes { try look(at: node, &report) }
      }
    } catch {
      try note(error, &report)
    }
  }

  private mutating func look(
    at node: Node, _ report: inout CheckReport
  ) throws(RepositoryError) {
    switch node.content {
    case .folder(let subtree):
      stack[stack.count - 1].subfolders.append((node.name, subtree))
    case .file(let size, _, _, _):
      do throws(RepositoryError) {
        try findChunks(of: node, size: size, &report)
      } catch {
        try note(error, &report)
      }
    default: break
    }
  }

  /// Every chunk is there, and their lengths add up to the size [7.3-b].
  private mutating func findChunks(
    of node: Node, size: UInt64, _ report: inout CheckReport
  ) throws(RepositoryError) {
    var contents = Contents()
    if case .file(_, let ids, true, _) = node.content {
      for id in ids {
        let found = try list(id, of: node, &report)
        contents.bytes += found.bytes
        contents.isWhole = contents.isWhole && found.isWhole
      }
    } else {
      contents = find(node.ids, of: node, &report)
    }
    if !contents.isWhole { stack[stack.count - 1].isSound = false }
    guard !contents.isWhole || contents.bytes == size else {
      throw .damaged(
        "the chunks of a file have \(contents.bytes) bytes, it should have \(size)",
        at: place(node.name))
    }
  }

  private mutating func list(
    _ id: ChunkID, of node: Node, _ report: inout CheckReport
  ) throws(RepositoryError) -> Contents {
    if let known = lists[id] { return known }
    let found = find(try reader.chunkList(id), of: node, &report)
    lists[id] = found
    return found
  }

  private mutating func find(
    _ ids: [ChunkID], of node: Node, _ report: inout CheckReport
  ) -> Contents {
    var contents = Contents()
    for id in ids {
      guard let copy = index.numbered(id), copy.kind == .data else {
        contents.isWhole = false
        // Named once, however many files have it.
        if missing.insert(id).inserted {
          report.add(.damaged("chunk \(id) has no usable copy", at: place(node.name)))
        }
        continue
      }
      _ = seen.insert(copy.number)
      contents.bytes += UInt64(copy.rawLength)
    }
    return contents
  }

  private mutating func note(
    _ error: RepositoryError, _ report: inout CheckReport
  ) throws(RepositoryError) {
    guard error.isFinding else { throw error }
    report.add(error)
    stack[stack.count - 1].isSound = false
  }

  /// Where it is looking, from the root of the snapshot: "etc/ssh/sshd_config".
  private func place(_ name: FileName? = nil) -> String {
    let names = stack.map(\.name) + [name]
    let path = names.compactMap { $0?.text }.joined(separator: "/")
    return path.isEmpty ? "/" : path
  }
}
