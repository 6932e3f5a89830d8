import Format
import Repository

/// The snapshot that a backup is compared with: the newest of the same set, or none.
struct ComparedSnapshot {
  let snapshot: CatalogedSnapshot?
  /// Files in it.
  let files: Int
  let root: TreeReference?
  let trees: ComparedTrees
  private let nodes: [Node]

  init(_ snapshot: CatalogedSnapshot?, _ trees: ComparedTrees) {
    self.snapshot = snapshot
    files = snapshot.map { Int(clamping: $0.snapshot.counts.files) } ?? 0
    root = snapshot?.snapshot.root
    self.trees = trees
    // A root that cannot be read only means that there is nothing to compare with.
    nodes = root.flatMap { try? trees.reader.nodes(of: $0) } ?? []
  }

  var id: SnapshotID? { snapshot?.id }

  /// The node of a source.
  func node(named name: FileName) -> Node? { nodes.node(named: name) }
}

/// Reads trees of earlier snapshots for the thread that walks, and knows which chunks are usable.
struct ComparedTrees {
  let reader: TreeReader
  private let index: ChunkIndex

  init(
    _ repository: Repository, _ index: ChunkIndex, _ frames: FrameCache
  ) throws(RepositoryError) {
    reader = TreeReader(try ChunkReader(repository, index: index, cache: frames))
    self.index = index
  }

  /// Whether the whole file may be referred to: every chunk has a usable copy [10.3-a].
  func hasAllChunks(of node: Node) -> Bool {
    guard node.ids.allSatisfy(index.contains) else { return false }
    guard case .file(_, _, true, _) = node.content else { return true }
    guard let chunks = try? reader.dataChunks(of: node) else { return false }
    return chunks.allSatisfy(index.contains)
  }

  /// Whether the chunks that a piece of a tree names may be referred to.
  func areUsable(_ named: TreePieceReferences) -> Bool {
    named.contents.allSatisfy { content in
      guard index.contains(content.id) else { return false }
      guard content.namesChunks else { return true }
      return (try? reader.chunkList(content.id))?.allSatisfy(index.contains) ?? false
    }
  }

  /// Whether the tree may be referred to, if it is one piece [10.3-a].
  func isUsable(_ tree: TreeReference) -> Bool { !tree.isList && index.contains(tree.id) }

  /// The bytes of a chunk that is usable.
  func length(of id: ChunkID) -> Int? { index.location(of: id)?.rawLength }
}
