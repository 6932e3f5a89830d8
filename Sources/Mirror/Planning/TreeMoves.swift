import Format

/// A node that gets another path.
struct TreeMove: Hashable, Comparable {
  let source, target: MirrorPath

  static func < (left: Self, right: Self) -> Bool {
    (left.source, left.target) < (right.source, right.target)
  }
}

extension MirrorPath {
  /// Where it is after the moves, no source of which lies in another.
  func following(_ moves: [MirrorPath: MirrorPath]) -> MirrorPath {
    for count in names.indices.map({ $0 + 1 }) {
      guard let target = moves[MirrorPath(Array(names[..<count]))] else { continue }
      return MirrorPath(target.names + names[count...])
    }
    return self
  }
}

extension MirrorTree {
  /// With the moves carried out, all at once: there is a node at each source and room at each
  /// target, and no path of one lies in or is a path of another. Folders that are not there around
  /// the targets are made, with the metadata that `parent` gives them.
  func applying(
    _ moves: [TreeMove], parent: (MirrorPath) -> MirrorMetadata
  ) -> MirrorTree {
    guard !moves.isEmpty else { return self }
    let sorted = moves.sorted()
    var taken: [MirrorNode] = []
    let rest = Self.take(sorted[...], depth: 0, from: nodes, into: &taken)
    let arrivals = zip(sorted, taken).map { Arrival(target: $0.target, node: $1) }
      .sorted { $0.target < $1.target }
    return MirrorTree(
      metadata: metadata, nodes: Self.put(arrivals[...], depth: 0, into: rest, parent),
      sealedLeaves: sealedLeaves)
  }

  private struct Arrival {
    let target: MirrorPath
    let node: MirrorNode
  }

  private static func take(
    _ moves: ArraySlice<TreeMove>, depth: Int, from nodes: [MirrorNode],
    into taken: inout [MirrorNode]
  ) -> [MirrorNode] {
    var rest = moves
    var kept: [MirrorNode] = []
    kept.reserveCapacity(nodes.count)
    for node in nodes {
      let group = rest.prefix { $0.source.names[depth] == node.name }
      rest = rest.dropFirst(group.count)
      if group.first?.source.names.count == depth + 1 {
        taken.append(node)
      } else if group.isEmpty {
        kept.append(node)
      } else {
        kept.append(
          node.holding(take(group, depth: depth + 1, from: node.nodes, into: &taken)))
      }
    }
    return kept
  }

  private static func put(
    _ arrivals: ArraySlice<Arrival>, depth: Int, into nodes: [MirrorNode],
    _ parent: (MirrorPath) -> MirrorMetadata
  ) -> [MirrorNode] {
    var rest = arrivals
    var result: [MirrorNode] = []
    result.reserveCapacity(nodes.count + arrivals.count)
    var index = 0
    while let first = rest.first {
      let name = first.target.names[depth]
      let group = rest.prefix { $0.target.names[depth] == name }
      rest = rest.dropFirst(group.count)
      while index < nodes.count, nodes[index].name < name {
        result.append(nodes[index])
        index += 1
      }
      if first.target.names.count == depth + 1 {
        result.append(first.node.named(name))
        continue
      }
      let folder: MirrorNode
      if index < nodes.count, nodes[index].name == name {
        folder = nodes[index]
        index += 1
      } else {
        let metadata = parent(MirrorPath(Array(first.target.names[...depth])))
        folder = MirrorNode(name: name, metadata: metadata, content: .folder([]))
      }
      result.append(
        folder.holding(put(group, depth: depth + 1, into: folder.nodes, parent)))
    }
    return result + nodes[index...]
  }
}
