import Format

/// The trees of a mirror as the planner sees them, read from snapshots.
struct MirrorTrees: Sendable {
  /// Something that an earlier run left in a root because it was killed.
  struct Leftover: Sendable {
    let side: Side
    let path: MirrorPath
    /// `nil` if it is unfinished, and so was never anybody's.
    let node: MirrorNode?
  }

  var baseline: MirrorTree?
  var a, b: MirrorTree
  var leftovers: [Leftover] = []
  /// Groups of names that are one file, by path; of what is sealed none are known.
  var links: [Side: [MirrorPath: UInt64]] = [:]

  func tree(_ side: Side) -> MirrorTree { side == .a ? a : b }

  /// With another node on one side.
  mutating func insert(_ node: MirrorNode, at path: MirrorPath, on side: Side) {
    if side == .a { a = a.putting(node, at: path) } else { b = b.putting(node, at: path) }
  }
}

extension MirrorTree {
  /// With the node in place of what is at `path`, the folders around which are there; `nil` takes
  /// away what is there. The tree itself where they are not.
  func putting(_ node: MirrorNode?, at path: MirrorPath) -> MirrorTree {
    var tree = self
    if !path.names.isEmpty { tree.nodes = Self.put(node, path.names[...], into: nodes) }
    return tree
  }

  private static func put(
    _ node: MirrorNode?, _ path: ArraySlice<FileName>, into nodes: [MirrorNode]
  ) -> [MirrorNode] {
    guard let name = path.first else { return nodes }
    let old = nodes.node(named: name)
    let new: MirrorNode?
    if path.count == 1 {
      new = node?.named(name)
    } else {
      guard let old, case .folder(let inner) = old.content else { return nodes }
      new = old.holding(put(node, path.dropFirst(), into: inner))
    }
    var result = nodes.filter { $0.name != name }
    if let new {
      result.insert(new, at: result.firstIndex { $0.name > name } ?? result.endIndex)
    }
    return result
  }
}
