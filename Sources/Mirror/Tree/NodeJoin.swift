import Format

/// Walks up to three folders' nodes side by side, name by name in ascending order.
struct NodeJoin: Sequence, IteratorProtocol {
  /// What the three have under one name; at least one has something.
  struct Row {
    let name: FileName
    let baseline, a, b: MirrorNode?
  }

  private var baseline, a, b: ArraySlice<MirrorNode>

  init(_ baseline: [MirrorNode], _ a: [MirrorNode], _ b: [MirrorNode] = []) {
    self.baseline = baseline[...]
    self.a = a[...]
    self.b = b[...]
  }

  mutating func next() -> Row? {
    guard var name = baseline.first?.name ?? a.first?.name ?? b.first?.name else { return nil }
    if let other = a.first?.name, other < name { name = other }
    if let other = b.first?.name, other < name { name = other }
    return Row(
      name: name, baseline: Self.take(name, from: &baseline), a: Self.take(name, from: &a),
      b: Self.take(name, from: &b))
  }

  private static func take(_ name: FileName, from nodes: inout ArraySlice<MirrorNode>)
    -> MirrorNode?
  {
    nodes.first?.name == name ? nodes.removeFirst() : nil
  }
}
