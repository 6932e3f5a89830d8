import Format
import TestSupport
import Testing

@testable import Mirror

/// Folders that are one tree everywhere need not be looked into.
struct SealedTests {
  @Test("A plan is the same, numbers and all, whether equal folders are sealed or not")
  func samePlans() {
    var sealed = 0
    for seed in 0..<UInt64(5_000) {
      var random = SeededGenerator(seed: seed)
      let old = RandomTree(using: &random)
      var a = old.edited(seed: 1, using: &random)
      let b = old.edited(seed: 2, using: &random)
      if random.chance(6) { a.hideSomething(using: &random) }
      let baseline = random.chance(10) ? nil : old.tree
      let options = Trial.standard.with {
        $0.direction = MirrorOptions.Direction.allCases.randomElement(using: &random, or: .twoWay)
        $0.conflicts = ConflictPolicy.allCases.randomElement(using: &random, or: .keepBoth)
      }
      let seals = Seals(baseline: baseline, a.tree, b.tree)
      let open = MirrorPlan(baseline: baseline, a: a.tree, b: b.tree, options: options)
      let closed = MirrorPlan(
        baseline: seals.baseline, a: seals.a, b: seals.b, options: options)
      #expect(closed.steps == open.steps, "seed \(seed)")
      #expect(closed.notices == open.notices, "seed \(seed)")
      for side in Side.allCases {
        #expect(closed.tally(side) == open.tally(side), "seed \(seed)")
      }
      sealed += seals.count
    }
    #expect(sealed > 1_000)
    print("5000 plans are the same with \(sealed) folders sealed")
  }
}

/// Three trees with their equal folders sealed.
private struct Seals {
  private(set) var baseline: MirrorTree?
  private(set) var a, b: MirrorTree
  private(set) var count = 0
  private var leaves = 0
  private let hasBaseline: Bool

  private struct Nodes {
    var baseline: [MirrorNode] = []
    var a: [MirrorNode] = []
    var b: [MirrorNode] = []
  }

  init(baseline: MirrorTree?, _ a: MirrorTree, _ b: MirrorTree) {
    (self.baseline, self.a, self.b) = (baseline, a, b)
    hasBaseline = baseline != nil
    let nodes = seal(baseline?.nodes ?? [], a.nodes, b.nodes)
    (self.a.nodes, self.b.nodes) = (nodes.a, nodes.b)
    self.baseline?.nodes = nodes.baseline
    self.a.sealedLeaves = leaves
    self.b.sealedLeaves = leaves
    self.baseline?.sealedLeaves = leaves
  }

  private mutating func seal(
    _ baseline: [MirrorNode], _ a: [MirrorNode], _ b: [MirrorNode]
  ) -> Nodes {
    var nodes = Nodes()
    for row in NodeJoin(baseline, a, b) {
      let inner = content(row)
      nodes.baseline += row.baseline.map { [$0.holding(inner?.baseline)] } ?? []
      nodes.a += row.a.map { [$0.holding(inner?.a)] } ?? []
      nodes.b += row.b.map { [$0.holding(inner?.b)] } ?? []
    }
    return nodes
  }

  /// `nil` if the folders of that name are sealed.
  private mutating func content(_ row: NodeJoin.Row) -> Nodes? {
    if let a = row.a, let b = row.b, a.isFolder, a.content == b.content, !a.hasUnknown,
      !hasBaseline || row.baseline?.content == a.content
    {
      count += 1
      leaves += MirrorTree(metadata: a.metadata, nodes: a.nodes).entries.values.count(
        where: \.isLeaf)
      return nil
    }
    return seal(row.baseline?.nodes ?? [], row.a?.nodes ?? [], row.b?.nodes ?? [])
  }
}

extension MirrorNode {
  /// A folder with other nodes in it, or sealed; anything else as it is.
  fileprivate func holding(_ nodes: [MirrorNode]?) -> MirrorNode {
    guard isFolder else { return self }
    if let nodes { return holding(nodes) }
    let id = ChunkID(.filled(UInt8(truncatingIfNeeded: self.nodes.count)))
    let tree = TreeReference(id: id, isList: false)
    return MirrorNode(name: name, metadata: metadata, content: .sealed(tree))
  }
}
