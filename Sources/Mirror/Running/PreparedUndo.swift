package import Format
import Repository
package import Snapshots
import SystemPackage

/// An undo of which both roots are saved. For one thread.
package final class PreparedUndo {
  /// What becomes of paths that somebody changed after the run.
  package enum LaterChanges: Sendable {
    /// They stay as they are now.
    case kept
    /// They go back as well; what was there is in the snapshot that the undo begins with.
    case undone
  }

  private let run: MirrorRun
  private let roots: MirrorRoots
  private let sides: [UndoneSide]
  package let report: BackupReport

  init(run: MirrorRun, roots: MirrorRoots, report: BackupReport, sides: [UndoneSide]) {
    self.run = run
    self.roots = roots
    self.report = report
    self.sides = sides
  }

  /// Both roots as they are now.
  package var before: SnapshotID { report.id }

  /// What was changed after the run, by side and in order; nothing in most cases.
  package var changed: [Side: [MirrorPath]] {
    Dictionary(uniqueKeysWithValues: sides.map { ($0.side, $0.changed) })
  }

  /// What is to be done in a root; the side of the steps says nothing.
  package func plan(_ side: Side, _ changes: LaterChanges) -> MirrorPlan {
    guard let one = sides.first(where: { $0.side == side }) else {
      preconditionFailure("both sides are prepared")
    }
    return Self.planned(one, changes).plan
  }

  /// Takes both roots back, as far as paths allow it; those that do not are in the result.
  ///
  /// Throws as `PreparedMirror.perform`.
  package func perform(_ changes: LaterChanges) throws -> UndoResult {
    let all = sides.map { (side: $0.side, planned: Self.planned($0, changes)) }
    for one in all { try roots.checkRoom(for: one.planned.plan, on: one.side) }
    var failures: [MirrorFailure] = []
    var done = 0
    for one in all {
      let crew = try MirrorCrew(run, roots, one.planned, undoing: one.side)
      try crew.clear(one.planned.rests)
      let executor = try MirrorExecutor(
        crew, one.planned.plan, links: one.planned.trees.links, workers: run.request.workers)
      try executor.run()
      done += executor.ledger.done
      failures += executor.ledger.failures.map { failure in
        MirrorFailure(
          side: one.side, path: failure.path, problem: failure.problem, parked: failure.parked)
      }
    }
    return UndoResult(
      before: before, failures: failures, kept: changes == .kept ? changed : [:], stepsDone: done)
  }

  /// With what is kept as good as unknown: nothing is planned there.
  private static func planned(_ one: UndoneSide, _ changes: LaterChanges) -> PlannedMirror {
    guard changes == .kept, !one.changed.isEmpty else { return one.planned }
    var trees = one.planned.trees
    for path in one.changed { Self.keep(path, in: &trees) }
    return PlannedMirror(
      reading: one.planned.reading, options: one.planned.options, book: one.planned.book,
      trees: trees, rests: one.planned.rests,
      plan: MirrorPlan(baseline: nil, a: trees.a, b: trees.b, options: one.planned.options))
  }
}

extension PreparedUndo {
  private static func keep(_ path: MirrorPath, in trees: inout MirrorTrees) {
    guard let name = path.names.last else { return }
    if let then = trees.a.node(at: path), let now = trees.b.node(at: path), then.isFolder,
      now.isFolder
    {
      // What is in it has paths of its own.
      return trees.insert(then.with(now.metadata), at: path, on: .a)
    }
    for side in Side.allCases { trees.insert(.unknown(name), at: path, on: side) }
  }
}

/// How an undo ended.
package struct UndoResult: Sendable {
  /// Both roots as they were before the undo.
  package let before: SnapshotID
  package let failures: [MirrorFailure]
  /// Left as it is, because it was changed after the run.
  package let kept: [Side: [MirrorPath]]
  package let stepsDone: Int

  /// Whether both roots are exactly what they were.
  package var isExact: Bool { failures.isEmpty && kept.values.allSatisfy(\.isEmpty) }
}
