package import Format
package import Repository

/// A part of a snapshot as a sorted tree: one piece of each folder on the way down is in memory.
package struct SnapshotTree: SortedTree {
  private enum Level {
    case nodes(ArraySlice<Node>)
    /// Not read before it is asked for.
    case folder(TreeReference)
    case cursor(TreeCursor)
  }

  /// What becomes of a folder whose list of entries is damaged.
  private enum Damage {
    /// An unreadable step says so.
    case told
    /// It ends there, as if it had no more entries.
    case passedOver
  }

  /// The folder whose entries are walked; `nil` over several sources, and where the part is no
  /// folder.
  package let root: Node?
  private let trees: TreeReader
  private let damage: Damage
  private var levels: [Level]

  /// What is in the folder, or the entry itself where it is none, under the name given.
  package init(
    _ entry: SnapshotView.Entry, in view: SnapshotView, fileName: FileName? = nil
  ) {
    trees = view.trees
    damage = .told
    // In steps: Swift 6.3.1 fails to optimize a switch that makes both of it at once.
    root = entry.node.flatMap { $0.kind == .folder ? $0 : nil }
    levels = [entry.node.map { Self.level($0, fileName) } ?? .nodes(view.sourceNodes[...])]
  }

  /// Several sources, or what is left of them, as a backup takes them for its parent: what is
  /// damaged is not there.
  init(sources: [Node], _ trees: TreeReader) {
    self.trees = trees
    damage = .passedOver
    root = nil
    levels = [.nodes(sources[...])]
  }

  /// The same of what is in the source, or of the source itself where it is no folder.
  init(source: Node, _ trees: TreeReader) {
    self.trees = trees
    damage = .passedOver
    root = source.kind == .folder ? source : nil
    levels = [Self.level(source, nil)]
  }

  private static func level(_ node: Node, _ fileName: FileName?) -> Level {
    guard let tree = node.tree else { return .nodes([fileName.map(node.named) ?? node]) }
    return .folder(tree)
  }

  package mutating func next() throws(RepositoryError) -> TreeStep<Node>? {
    guard let last = levels.indices.last else { return nil }
    let next: Node?
    do throws(RepositoryError) {
      next = try nextNode(&levels[last])
    } catch {
      guard error.code == .damaged else { throw error }
      levels[last] = .nodes([])
      next = nil
      if damage == .told {
        return .unreadable(
          UnreadableStep(
            name: nil, kind: nil, reason: "\(error.problem) (\(error.location))", isDamage: true))
      }
    }
    guard let node = next else {
      levels.removeLast()
      return levels.isEmpty ? nil : .leave
    }
    guard let tree = node.tree else { return .entry(node) }
    guard levels.count <= Limits.maxFolderDepth else {
      throw .damaged("folders lie too deep in each other", at: node.name.text)
    }
    levels.append(.folder(tree))
    return .enter(node)
  }

  package mutating func skipFolder() {
    levels.removeLast()
  }

  private func nextNode(_ level: inout Level) throws(RepositoryError) -> Node? {
    switch level {
    case .nodes(var nodes):
      defer { level = .nodes(nodes) }
      return nodes.popFirst()
    case .folder(let tree):
      level = .cursor(try TreeCursor(tree, trees))
      return try nextNode(&level)
    case .cursor(var cursor):
      // Given away while it is changed, so that its nodes are not copied.
      level = .nodes([])
      defer { level = .cursor(cursor) }
      return try cursor.next()
    }
  }
}
