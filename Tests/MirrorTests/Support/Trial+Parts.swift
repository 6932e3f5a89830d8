import Format
import TestSupport

@testable import Mirror

extension MirrorTree {
  /// The contents of all leaves.
  var leaves: Set<MirrorNode.Content> {
    func add(_ nodes: [MirrorNode], to found: inout Set<MirrorNode.Content>) {
      for node in nodes {
        if node.isLeaf { found.insert(node.content) }
        add(node.nodes, to: &found)
      }
    }
    var found: Set<MirrorNode.Content> = []
    add(nodes, to: &found)
    return found
  }

  func marked(unknown path: MirrorPath) -> MirrorTree {
    var entries = entries.filter { !$0.key.isInside(path) }
    if let name = path.names.last { entries[path] = .unknown(name) }
    return MirrorTree(entries: entries)
  }
}

extension [MirrorNode] {
  var isInOrder: Bool {
    zip(self, dropFirst()).allSatisfy { $0.name < $1.name } && allSatisfy(\.nodes.isInOrder)
  }
}

extension MirrorOptions {
  /// For roots given the other way round.
  var mirrored: MirrorOptions {
    var mirrored = self
    (mirrored.a, mirrored.b) = (b, a)
    switch conflicts {
    case .a: mirrored.conflicts = .b
    case .b: mirrored.conflicts = .a
    case .keepBoth, .newer, .hold, .merge: break
    }
    return mirrored
  }
}

extension MirrorPlan {
  var lines: [String] { steps.map(\.line) }

  var hasMoves: Bool {
    steps.contains { if case .move = $0.action { true } else { false } }
  }

  /// The leaves that go.
  var deletions: [String] {
    steps.filter { $0.action == .remove && $0.before?.isLeaf == true }.map(\.line)
  }
}

extension [MirrorStep] {
  /// In a random order among those that the doc comments of `MirrorStep.Stage` allow.
  func shuffledWithinStages(using random: inout SeededGenerator) -> [MirrorStep] {
    var result: [MirrorStep] = []
    for stage in MirrorStep.Stage.allCases {
      var left = filter { $0.stage == stage }.shuffled(using: &random)
      if stage == .moves {
        let sides = left.map(\.side)
        var queues = Dictionary(grouping: filter { $0.stage == stage }, by: \.side)
        left = sides.compactMap { queues[$0]?.removeFirst() }
        result += left
        continue
      }
      while let index = left.firstIndex(where: { step in
        !left.contains { $0.mustPrecede(step) }
      }) {
        result.append(left.remove(at: index))
      }
    }
    return result
  }
}

extension MirrorStep {
  fileprivate func mustPrecede(_ other: MirrorStep) -> Bool {
    guard side == other.side, stage == other.stage else { return false }
    return switch stage {
    case .moves: false
    case .builds: other.path.isInside(path)
    case .removals, .finishes: path.isInside(other.path)
    }
  }
}
