import Format
import Repository
import Snapshots
import SystemPackage

/// The roots of a mirror in its snapshots.
struct SnapshotNodes {
  let reading: RepositoryReading
  let cache = FrameCache()
  let trees: TreeReader

  init(_ repository: Repository, indexFolder: IndexFolder) throws(RepositoryError) {
    reading = try RepositoryReading.load(repository, indexFolder: indexFolder)
    trees = TreeReader(try ChunkReader(repository, renewal: reading.renewal, cache: cache))
  }

  func snapshot(_ id: SnapshotID) throws(MirrorRefusal) -> CatalogedSnapshot {
    guard let found = reading.catalog.snapshots.first(where: { $0.id == id }) else {
      throw .noSuchSnapshot
    }
    return found
  }

  /// The node of the source that was at `path`; of the only source where that is `nil`.
  func root(_ snapshot: CatalogedSnapshot, at path: FilePath?) throws -> Node {
    let nodes = try trees.nodes(of: snapshot.snapshot.root)
    let wanted = path?.bytes
    for (source, node) in zip(snapshot.snapshot.sources, nodes)
    where wanted.map({ $0 == source }) ?? true && node.tree != nil {
      return node
    }
    throw MirrorRefusal.noSuchSnapshot
  }
}

extension SnapshotCounts {
  /// Everything that is no folder.
  var leaves: UInt64 { files + symlinks + others }
}
