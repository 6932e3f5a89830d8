import FileTree
import Format
import Repository
import SystemPackage

/// Walks a part of a snapshot and finds the folders of the target that it was restored into.
struct ComparedWalk {
  enum Found {
    /// Anything but a folder, and the path that reports name it by.
    case entry(Node, TargetFolder, path: [UInt8])
    case unlike(path: [UInt8], reason: String)
  }

  private struct Level {
    let target: TargetFolder
    /// Relative to the target.
    let path: [UInt8]
    let choice: RestoreSelection.Choice
    var nodes: [Node]
  }

  private let root: RestoreRoot
  private let trees: TreeReader
  private let scope: RestoreScope
  private let passedOver: Set<[UInt8]>
  private var levels: [Level] = []

  /// What is `passedOver` is left out, with everything in it.
  init(
    _ root: RestoreRoot, _ target: TargetFolder, _ trees: TreeReader,
    _ selection: RestoreSelection, passedOver: Set<[UInt8]>
  ) {
    self.root = root
    self.trees = trees
    scope = root.scope(selection)
    self.passedOver = passedOver
    let nodes: [Node]
    switch root.part {
    case .contents(_, let tree): nodes = (try? trees.nodes(of: tree)) ?? []
    case .entries(let entries): nodes = entries
    }
    levels.append(
      Level(target: target, path: [], choice: scope.root, nodes: nodes.reversed()))
  }

  mutating func next() -> Found? {
    while let last = levels.indices.last {
      guard let node = levels[last].nodes.popLast() else {
        levels.removeLast()
        continue
      }
      let level = levels[last]
      let path = level.path.isEmpty ? node.name.bytes : level.path + [slash] + node.name.bytes
      let named = root.reported(path)
      guard !passedOver.contains(named) else { continue }
      switch (node.content, scope.choice(path, node.kind, in: level.choice)) {
      case (_, .unwanted): continue
      case (.folder(let tree), let choice):
        if let found = enter(node, tree, path, choice) { return found }
      default: return .entry(node, level.target, path: named)
      }
    }
    return nil
  }

  private mutating func enter(
    _ node: Node, _ tree: TreeReference, _ path: [UInt8], _ choice: RestoreSelection.Choice
  ) -> Found? {
    guard let above = levels.last?.target, levels.count <= Limits.maxFolderDepth else { return nil }
    do {
      let target = try above.existingFolder(node.name)
      levels.append(
        Level(
          target: target, path: path, choice: choice,
          nodes: try trees.nodes(of: tree).reversed()))
      return nil
    } catch {
      // A folder that is here for its contents may have none.
      guard choice == .wanted else { return nil }
      return .unlike(path: root.reported(path), reason: RestoreLedger.reason(error).reason)
    }
  }
}

private let slash = UInt8(ascii: "/")
