import FileTree
import Format
import Repository
import Sealing
import Snapshots

/// Reads the trees of a mirror from snapshots.
///
/// A folder that has one tree on both sides and in the baseline is not read: it comes sealed. So a
/// run in which nothing changed reads the roots alone, however much is in them.
struct MirrorTreeReader {
  /// What is known of one folder, or of a root, on each side and in the baseline.
  struct Sources {
    var baseline: TreeReference?
    var a, b: TreeReference?
    var unknownA = UnknownPlaces.none
    var unknownB = UnknownPlaces.none

    /// Whether nobody needs to look into it.
    func isSealed(hasBaseline: Bool) -> Bool {
      guard let a, a == b, unknownA.isNone, unknownB.isNone else { return false }
      return !hasBaseline || baseline == a
    }
  }

  enum Sealing: Sendable { case sealed, open }

  /// The roots' nodes and what goes with them.
  struct Roots {
    /// `nil` for no baseline.
    var baseline: Node?
    let a, b: Node
    /// How many leaves `a` and `b` have together, as their snapshots say.
    let leaves: UInt64
    var unknownA = UnknownPlaces.none
    var unknownB = UnknownPlaces.none
  }

  private let book: ContentBook
  private let roots: Roots
  private var leftovers: [MirrorTrees.Leftover] = []
  private var links: [Side: [MirrorPath: UInt64]] = [:]
  private let trees: TreeReader
  private let naming: ContentNaming
  private let sealing: Sealing
  private let setIDs: MirrorMetadata.SetIDs
  private var path: [FileName] = []
  private var readLeaves = 0

  /// Nodes of three folders, in order of names.
  private struct Nodes {
    var baseline: [MirrorNode] = []
    var a: [MirrorNode] = []
    var b: [MirrorNode] = []
  }

  init(
    _ trees: TreeReader, _ roots: Roots, book: ContentBook, setIDs: MirrorMetadata.SetIDs,
    sealing: Sealing
  ) throws {
    self.trees = trees
    self.roots = roots
    self.book = book
    self.setIDs = setIDs
    self.sealing = sealing
    naming = try ContentNaming()
  }

  /// Called once.
  mutating func read() throws -> MirrorTrees {
    let nodes = try read(
      Sources(
        baseline: roots.baseline?.tree, a: roots.a.tree, b: roots.b.tree,
        unknownA: roots.unknownA, unknownB: roots.unknownB))
    let sealed = max(0, Int(clamping: roots.leaves) - readLeaves) / 2
    func tree(_ node: Node, _ nodes: [MirrorNode]) -> MirrorTree {
      MirrorTree(metadata: MirrorMetadata(node, setIDs), nodes: nodes, sealedLeaves: sealed)
    }
    return MirrorTrees(
      baseline: roots.baseline.map { tree($0, nodes.baseline) }, a: tree(roots.a, nodes.a),
      b: tree(roots.b, nodes.b), leftovers: leftovers, links: links)
  }

  private mutating func read(_ sources: Sources) throws -> Nodes {
    let old = try nodes(sources.baseline)
    let (a, b) = (try nodes(sources.a), try nodes(sources.b))
    var folders: [FileName: Sources] = [:]
    for (nodes, place) in [(old, \Sources.baseline), (a, \Sources.a), (b, \Sources.b)] {
      for node in nodes where node.tree != nil {
        folders[node.name, default: Sources()][keyPath: place] = node.tree
      }
    }
    var contents: [FileName: Nodes] = [:]
    for name in folders.keys.sorted() {
      guard var inner = folders[name] else { continue }
      inner.unknownA = sources.unknownA.below[name] ?? .none
      inner.unknownB = sources.unknownB.below[name] ?? .none
      if sealing == .sealed, inner.isSealed(hasBaseline: roots.baseline != nil) { continue }
      path.append(name)
      contents[name] = try read(inner)
      path.removeLast()
    }
    return Nodes(
      baseline: try old.map { try made($0, contents[$0.name]?.baseline) },
      a: try side(.a, a, sources.unknownA, contents.mapValues(\.a)),
      b: try side(.b, b, sources.unknownB, contents.mapValues(\.b)))
  }

  private func nodes(_ tree: TreeReference?) throws -> [Node] {
    guard path.count <= Limits.maxFolderDepth else {
      throw RepositoryError.damaged(
        "folders lie too deep in each other", at: MirrorPath(path).lossyText)
    }
    return try tree.map { try trees.nodes(of: $0) } ?? []
  }

  /// The nodes of a side, with what is unknown, and without what earlier runs left.
  private mutating func side(
    _ side: Side, _ nodes: [Node], _ unknown: UnknownPlaces, _ contents: [FileName: [MirrorNode]]
  ) throws -> [MirrorNode] {
    var result: [MirrorNode] = []
    result.reserveCapacity(nodes.count)
    for node in nodes {
      if node.tree == nil { readLeaves += 1 }
      if unknown.below[node.name]?.isUnknown == true { continue }
      let made = try made(node, contents[node.name])
      let place = MirrorPath(path).appending(node.name)
      if TemporaryNames.mayBe(node.name) {
        leftovers.append(MirrorTrees.Leftover(side: side, path: place, node: nil))
      } else if TemporaryNames.mayBeAside(node.name) {
        leftovers.append(MirrorTrees.Leftover(side: side, path: place, node: made))
      } else {
        result.append(made)
        note(node, at: place, on: side)
      }
    }
    let marks = unknown.below.filter(\.value.isUnknown).keys
    guard !marks.isEmpty else { return result }
    return (result + marks.map(MirrorNode.unknown)).sorted { $0.name < $1.name }
  }

  private mutating func note(_ node: Node, at place: MirrorPath, on side: Side) {
    guard let group = node.hardLinkGroup else { return }
    links[side, default: [:]][place] = group
  }

  private func made(_ node: Node, _ nodes: [MirrorNode]?) throws -> MirrorNode {
    // A folder of that name may be on the other side alone.
    let inner = node.tree == nil ? nil : nodes
    let content = try inner.map(MirrorNode.Content.folder) ?? naming.leaf(node)
    if case .file(let id, _) = content { book.add(id, .node(node)) }
    return MirrorNode(name: node.name, metadata: MirrorMetadata(node, setIDs), content: content)
  }
}
