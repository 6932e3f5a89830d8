import Format

/// What becomes of one name: the node that each side and the baseline will have there.
enum Settlement {
  /// The same everywhere; `nil` is nothing.
  case agreed(MirrorNode?)
  case apart(a: MirrorNode?, b: MirrorNode?, baseline: MirrorNode?)

  /// One content with the metadata of each side, which may differ in what a root cannot hold.
  init(
    name: FileName, _ metadata: MetadataMerge.Outcome<MirrorMetadata>, content: MirrorNode.Content
  ) {
    func node(_ metadata: MirrorMetadata) -> MirrorNode {
      MirrorNode(name: name, metadata: metadata, content: content)
    }
    if metadata.a == metadata.b, metadata.a == metadata.baseline {
      self = .agreed(node(metadata.a))
    } else {
      self = .apart(
        a: node(metadata.a), b: node(metadata.b), baseline: node(metadata.baseline))
    }
  }

  /// `node` on `side`, `other` opposite.
  static func apart(
    on side: Side, _ node: MirrorNode?, other: MirrorNode?, baseline: MirrorNode?
  ) -> Settlement {
    side == .a
      ? .apart(a: node, b: other, baseline: baseline)
      : .apart(a: other, b: node, baseline: baseline)
  }
}

/// What becomes of all names in one folder, in order. Where all is agreed, it is one array.
struct SettledNodes {
  private var agreed: [MirrorNode] = []
  private var differing: (a: [MirrorNode], b: [MirrorNode], baseline: [MirrorNode])?

  var isAgreed: Bool { differing == nil }
  var a: [MirrorNode] { differing?.a ?? agreed }
  var b: [MirrorNode] { differing?.b ?? agreed }
  var baseline: [MirrorNode] { differing?.baseline ?? agreed }

  init(capacity: Int) {
    agreed.reserveCapacity(capacity)
  }

  func nodes(_ side: Side) -> [MirrorNode] { side == .a ? a : b }

  mutating func append(_ settlement: Settlement) {
    switch settlement {
    case .agreed(nil): break
    case .agreed(let node?):
      if differing == nil { agreed.append(node) } else { append(node, node, node) }
    case .apart(let a, let b, let baseline):
      if differing == nil { differing = (agreed, agreed, agreed) }
      append(a, b, baseline)
    }
  }

  private mutating func append(_ a: MirrorNode?, _ b: MirrorNode?, _ baseline: MirrorNode?) {
    if let a { differing?.a.append(a) }
    if let b { differing?.b.append(b) }
    if let baseline { differing?.baseline.append(baseline) }
  }

  /// Nodes that both sides get beside those that had names, in any order.
  mutating func insert(_ nodes: [MirrorNode]) {
    guard !nodes.isEmpty else { return }
    func with(_ others: [MirrorNode]) -> [MirrorNode] {
      (others + nodes).sorted { $0.name < $1.name }
    }
    agreed = with(agreed)
    differing = differing.map { (with($0.a), with($0.b), with($0.baseline)) }
  }
}

/// The trees that a run leaves, if every step is done.
struct SettledTrees {
  let a, b, baseline: MirrorTree

  func tree(_ side: Side) -> MirrorTree { side == .a ? a : b }

  /// Whether both sides hold the same, as far as it is known and both can hold it.
  func areEqual(by metadata: MetadataMerge) -> Bool {
    metadata.areEqual(a.metadata, b.metadata) && Self.areEqual(a.nodes, b.nodes, by: metadata)
  }

  private static func areEqual(
    _ a: [MirrorNode], _ b: [MirrorNode], by metadata: MetadataMerge
  ) -> Bool {
    var rows = NodeJoin([], a, b)
    while let row = rows.next() {
      if row.a?.isUnknown == true || row.b?.isUnknown == true || row.a == row.b { continue }
      guard let a = row.a, let b = row.b, metadata.areEqual(a.metadata, b.metadata) else {
        return false
      }
      if a.isFolder, b.isFolder {
        guard areEqual(a.nodes, b.nodes, by: metadata) else { return false }
      } else if a.content != b.content {
        return false
      }
    }
    return true
  }
}
