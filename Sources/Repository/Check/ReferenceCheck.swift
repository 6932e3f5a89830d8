import Format
import Pipelines

/// Follows every snapshot down to its chunks: reads all trees, and asks of every chunk whether it has a
/// usable copy. A tree that several snapshots share is followed once.
struct ReferenceCheck {
  private let repository: Repository
  private let index: ChunkIndex
  private let cancellation: Cancellation
  private let cache = FrameCache()
  /// Trees and chunks that were looked at, and whether all is well with them and what is below.
  private var trees: [TreeReference: Bool] = [:]
  private var chunks: [ChunkID: Bool] = [:]

  init(_ repository: Repository, index: ChunkIndex, cancellation: Cancellation) {
    self.repository = repository
    self.index = index
    self.cancellation = cancellation
  }

  mutating func run(
    _ snapshots: [CatalogedSnapshot], _ report: inout CheckReport
  ) throws {
    let reader = TreeReader(try ChunkReader(repository, index: index, cache: cache))
    for snapshot in snapshots {
      report.snapshots += 1
      let isSound = try follow(snapshot.snapshot.root, reader, &report)
      if !isSound { report.affected.append(snapshot.id) }
    }
    report.trees = trees.count
    report.chunks = chunks.count
  }

  /// Depth first, without recursion: folders may be 4 096 deep.
  private mutating func follow(
    _ root: TreeReference, _ reader: TreeReader, _ report: inout CheckReport
  ) throws -> Bool {
    var stack = [try open(root, reader, &report)]
    var isSound = true
    while let level = stack.popLast() {
      try cancellation.check()
      var level = level
      guard let next = level.subtrees.popLast() else {
        trees[level.tree] = level.isSound
        isSound = level.isSound
        if let above = stack.indices.last { stack[above].isSound = stack[above].isSound && isSound }
        continue
      }
      if let known = trees[next] {
        level.isSound = level.isSound && known
        stack.append(level)
      } else if stack.count >= Limits.maxFolderDepth {
        report.add(.damaged("folders are nested too deeply", at: "chunk \(next.id)"))
        level.isSound = false
        stack.append(level)
      } else {
        stack.append(level)
        stack.append(try open(next, reader, &report))
      }
    }
    return isSound
  }

  private struct Level {
    let tree: TreeReference
    var subtrees: [TreeReference] = []
    var isSound = true
  }

  /// Reads a tree and looks for the chunks of its files.
  private mutating func open(
    _ tree: TreeReference, _ reader: TreeReader, _ report: inout CheckReport
  ) throws -> Level {
    var level = Level(tree: tree)
    do throws(RepositoryError) {
      for node in try reader.nodes(of: tree) {
        if case .folder(let subtree) = node.content { level.subtrees.append(subtree) }
        if case .file = node.content {
          level.isSound = try hasAllChunks(node, reader, &report) && level.isSound
        }
      }
    } catch {
      guard error.code == .damaged else { throw error }
      report.add(error)
      level.isSound = false
    }
    return level
  }

  /// Every chunk is there, and their lengths add up to the size [7.3-b].
  private mutating func hasAllChunks(
    _ node: Node, _ reader: TreeReader, _ report: inout CheckReport
  ) throws(RepositoryError) -> Bool {
    var total: UInt64 = 0
    var isSound = true
    for id in try reader.dataChunks(of: node) {
      guard let location = index.location(of: id) else {
        // Named once, however many files have it.
        if chunks.updateValue(false, forKey: id) == nil {
          report.add(
            .damaged("chunk \(id) is in no pack that is there", at: node.name.lossyText))
        }
        isSound = false
        continue
      }
      chunks[id] = true
      total += UInt64(location.rawLength)
    }
    guard case .file(let size, _, _, _) = node.content, isSound, total != size else {
      return isSound
    }
    report.add(.damaged("the chunks of a file do not add up to its size", at: node.name.lossyText))
    return false
  }
}
