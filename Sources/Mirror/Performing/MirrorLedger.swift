/// What became of the steps of a plan.
struct MirrorLedger {
  /// How much of a path goes back to the old baseline.
  enum Reversal: Hashable, Sendable {
    case whole
    /// A folder is still there, without what was in it.
    case shell
    /// Of a folder that is there: what it holds is what was planned.
    case metadata
  }

  private(set) var failures: [MirrorFailure] = []
  private(set) var losses: Set<MirrorLoss> = []
  private(set) var reversals: [MirrorPath: Reversal] = [:]
  private(set) var done = 0
  private var failed: [Side: Set<MirrorPath>] = [:]
  /// Where nothing has moved to after all.
  private var unmoved: Set<MirrorPath> = []

  mutating func settle(_ step: MirrorStep, _ outcome: StepOutcome) {
    switch outcome {
    case .done(let losses):
      done += 1
      self.losses.formUnion(losses)
    case .failed(let problem, let parked):
      revert(step)
      // What is held by something in it of which a line says why needs none of its own.
      let isHeld = problem == .isNotEmpty && holdsFailure(step)
      failed[step.side, default: []].insert(step.path)
      if case .move(let target) = step.action {
        failed[step.side, default: []].insert(target)
      }
      if isHeld { return }
      failures.append(
        MirrorFailure(side: step.side, path: step.path, problem: problem, parked: parked))
    }
  }

  /// Of a step that was not tried, because it is below a failure.
  mutating func skip(_ step: MirrorStep) { revert(step) }

  mutating func fail(_ side: Side, _ path: MirrorPath, _ problem: MirrorFailure.Problem) {
    failures.append(MirrorFailure(side: side, path: path, problem: problem))
  }

  /// Whether a path around that of the step has failed on its side: one in which it works.
  func isBelowFailure(_ step: MirrorStep) -> Bool {
    guard let failed = failed[step.side] else { return false }
    return step.path.ancestors.contains { !$0.names.isEmpty && failed.contains($0) }
      || failed.contains(step.path)
  }

  private func holdsFailure(_ step: MirrorStep) -> Bool {
    failed[step.side]?.contains { $0.isInside(step.path) } ?? false
  }

  private mutating func revert(_ step: MirrorStep) {
    switch step.action {
    case .move(let target):
      unmoved.insert(target)
      reversals[step.path] = .whole
      reversals[target] = .whole
    case .setMetadata where step.before?.isFolder == true:
      if reversals[step.path] == nil { reversals[step.path] = .metadata }
    case .create, .replace, .remove, .setMetadata:
      reversals[step.path] = step.before?.isFolder == true ? .shell : .whole
    }
  }
}

extension MirrorLedger {
  /// What both sides agree on after all: `planned`, with everything that failed as it was.
  ///
  /// `moves` says where what has moved was before, by where it was to go. What did not get there
  /// was nowhere: to say that both have it at its old name and at its new one would delete it on
  /// the side that has it at either.
  func agreed(
    planned: MirrorTree, old: MirrorTree?, moves: [MirrorPath: MirrorPath]
  ) -> MirrorTree {
    var tree = planned
    let origins = moves.filter { !unmoved.contains($0.key) }
    // Folders before what is in them.
    for (path, reversal) in reversals.sorted(by: { $0.key < $1.key }) {
      guard path != .root else {
        tree.metadata = old?.metadata ?? tree.metadata
        continue
      }
      let was = old?.node(at: path.following(origins))
      guard reversal == .metadata, let was, was.isFolder, let node = tree.node(at: path) else {
        let kept = reversal == .shell && was?.isFolder == true ? was?.holding([]) : was
        tree = tree.restoring(kept, at: path, from: old)
        continue
      }
      tree = tree.putting(node.with(was.metadata), at: path)
    }
    return tree
  }
}

extension MirrorTree {
  /// With a node of an older tree at the path, and the folders around it if they are gone.
  fileprivate func restoring(
    _ node: MirrorNode?, at path: MirrorPath, from old: MirrorTree?
  ) -> MirrorTree {
    guard let node else { return putting(nil, at: path) }
    var tree = self
    for folder in path.ancestors.dropFirst() where tree.node(at: folder)?.isFolder != true {
      guard let shell = old?.node(at: folder), shell.isFolder else { return self }
      tree = tree.putting(shell.holding([]), at: folder)
    }
    return tree.putting(node, at: path)
  }
}
