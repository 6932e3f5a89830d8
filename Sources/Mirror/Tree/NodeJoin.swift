import Format

/// Walks up to three folders' nodes side by side, name by name in ascending order.
struct NodeJoin: Sequence, IteratorProtocol {
  /// What the three have under one name; at least one has something.
  struct Row {
    let name: FileName
    let baseline, a, b: MirrorNode?
  }

  private let baseline, a, b: [MirrorNode]
  private var places = (baseline: 0, a: 0, b: 0)

  init(_ baseline: [MirrorNode], _ a: [MirrorNode], _ b: [MirrorNode] = []) {
    self.baseline = baseline
    self.a = a
    self.b = b
  }

  mutating func next() -> Row? {
    var least = places.baseline < baseline.count ? baseline[places.baseline].name : nil
    Self.lower(&least, a, places.a)
    Self.lower(&least, b, places.b)
    guard let name = least else { return nil }
    return Row(
      name: name, baseline: Self.take(name, baseline, &places.baseline),
      a: Self.take(name, a, &places.a), b: Self.take(name, b, &places.b))
  }

  private static func lower(_ least: inout FileName?, _ nodes: [MirrorNode], _ place: Int) {
    guard place < nodes.count else { return }
    let name = nodes[place].name
    if least.map({ name < $0 }) ?? true { least = name }
  }

  private static func take(
    _ name: FileName, _ nodes: [MirrorNode], _ place: inout Int
  ) -> MirrorNode? {
    guard place < nodes.count, nodes[place].name == name else { return nil }
    place += 1
    return nodes[place - 1]
  }
}
