import Format

@testable import Mirror

/// All small trees: the sets on which the planner is tried in every combination of three.
enum SmallTrees {
  /// Names {a, b}; each is absent, file 1, file 2, a link or an empty folder.
  static let flat: [MirrorTree] = children.map {
    MirrorTree(metadata: MirrorTree.plain, nodes: $0)
  }

  /// One name r, which is absent, file 1, file 2, a link, or a folder of each of the flat ones.
  static let deep: [MirrorTree] =
    (states.dropLast().map { $0("r") } + children.map(folder)).map { node in
      MirrorTree(metadata: MirrorTree.plain, nodes: node.map { [$0] } ?? [])
    }

  private static let states: [@Sendable (String) -> MirrorNode?] = [
    { _ in nil },
    { leaf($0, .numbered(1)) },
    { leaf($0, .numbered(2)) },
    { leaf($0, .symlink(target: [1], sha256: .filled(1))) },
    { MirrorNode.folder($0, MirrorTree.plain) },
  ]

  private static let children: [[MirrorNode]] = states.flatMap { a in
    states.map { b in [a("a"), b("b")].compactMap { $0 } }
  }

  private static func folder(_ nodes: [MirrorNode]) -> MirrorNode? {
    MirrorNode.folder("r", MirrorTree.plain).holding(nodes)
  }

  private static func leaf(_ text: String, _ content: MirrorNode.Content) -> MirrorNode {
    MirrorNode(name: fileName(text), metadata: MirrorTree.plain, content: content)
  }
}
