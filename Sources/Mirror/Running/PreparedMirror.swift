package import FileTree
package import Format
import Repository
import Sealing
package import Snapshots
import SystemPackage

/// A run of which both sides are saved and the plan is made. For one thread.
package final class PreparedMirror {
  private let run: MirrorRun
  private let roots: MirrorRoots
  let planned: PlannedMirror
  private var timing: MirrorResult.Timing
  /// How both roots were saved: among others what could not be read, and is unknown to the plan.
  package let report: BackupReport

  init(
    run: MirrorRun, roots: MirrorRoots, report: BackupReport, planned: PlannedMirror,
    savingNanoseconds: UInt64, planningNanoseconds: UInt64
  ) {
    self.run = run
    self.roots = roots
    self.report = report
    self.planned = planned
    timing = MirrorResult.Timing()
    timing.savingNanoseconds = savingNanoseconds
    timing.planningNanoseconds = planningNanoseconds
  }

  package var plan: MirrorPlan { planned.plan }
  /// The snapshot of both roots as they were before the run: what undo goes back to.
  package var before: SnapshotID { report.id }
  /// What each root is, to be remembered with the baseline.
  package var identities: [Side: RootIdentity] { roots.identities }

  /// Carries out the plan, which somebody has judged, and stores the new baseline.
  ///
  /// Throws `MirrorRefusal` before anything is changed, `Cancelled` between two steps, and what
  /// ends all work; then the old baseline stays. Everything else is in the result.
  package func perform(_ judged: JudgedPlan) throws -> MirrorResult {
    precondition(judged.plan == plan, "a plan is for the trees that it was made of")
    try roots.checkRoom(for: plan)
    let clock = run.repository.surroundings.clock
    let started = clock.sinceBoot
    let crew = try MirrorCrew(run, roots, planned)
    let executor = try MirrorExecutor(
      crew, plan, links: planned.trees.links, workers: run.request.workers)
    try crew.clear(planned.rests)
    try executor.run()
    timing.performingNanoseconds = clock.sinceBoot &- started
    let stored = try storeBaseline(executor.ledger)
    timing.storingNanoseconds = clock.sinceBoot &- started &- timing.performingNanoseconds
    return MirrorResult(
      before: before, baseline: stored.id, agreedTree: stored.tree, plan: plan,
      failures: executor.ledger.failures, losses: executor.ledger.losses,
      stepsDone: executor.ledger.done, writtenBytes: UInt64(run.counters.bytes),
      identities: identities, timing: timing)
  }

  private func storeBaseline(
    _ ledger: MirrorLedger
  ) throws -> (id: SnapshotID, tree: TreeReference) {
    let agreed = ledger.agreed(
      planned: plan.baseline, old: planned.trees.baseline,
      moves: Self.origins(plan, planned.trees))
    if agreed == planned.trees.baseline, let id = run.baseline, let tree = planned.oldTree {
      return (id, tree)
    }
    let baseline = MirrorBaseline(run, planned, agreed)
    return try onDeepStack { try baseline.store() }
  }

  /// Where what has moved was, in the baseline; the losers of conflicts were nowhere.
  private static func origins(
    _ plan: MirrorPlan, _ trees: MirrorTrees
  ) -> [MirrorPath: MirrorPath] {
    var origins: [MirrorPath: MirrorPath] = [:]
    for step in plan.steps where step.stage == .moves {
      guard case .move(let target) = step.action,
        trees.tree(step.side.other).node(at: target) != nil
      else { continue }
      origins[target] = step.path
    }
    return origins
  }
}

/// How a run ended.
package struct MirrorResult: Sendable {
  package struct Timing: Hashable, Sendable {
    package var savingNanoseconds: UInt64 = 0
    package var planningNanoseconds: UInt64 = 0
    package var performingNanoseconds: UInt64 = 0
    package var storingNanoseconds: UInt64 = 0
  }

  /// Both roots as they were.
  package let before: SnapshotID
  /// What both agree on now: the next run starts from it. The old one if nothing is new.
  package let baseline: SnapshotID
  /// The tree that both sides have in common, by its keyed hash: two runs with the same one agree
  /// on the same files, times and all.
  package let agreedTree: TreeReference
  package let plan: MirrorPlan
  /// In the order in which they came.
  package let failures: [MirrorFailure]
  /// To be remembered with the baseline, as `MirrorRequest.Root.lost`.
  package let losses: Set<MirrorLoss>
  package let stepsDone: Int
  package let writtenBytes: UInt64
  package let identities: [Side: RootIdentity]
  package let timing: Timing
}

extension MirrorCrew {
  /// With both roots; to undo a run on one side, with that one as B.
  init(
    _ run: MirrorRun, _ roots: MirrorRoots, _ planned: PlannedMirror, undoing undone: Side? = nil
  ) throws {
    let random = try run.repository.surroundings.random.bytes(8).reduce(UInt64(0)) {
      $0 << 8 | UInt64($1)
    }
    var hands: [Side: MirrorHand] = [:]
    for side in Side.allCases where undone == nil || side == .b {
      let real = undone ?? side
      hands[side] = try MirrorHand(side, roots.folder(real), run: random) {
        [probe = run.probe] (call, _, path) throws(Errno) in try probe(call, real, path)
      }
    }
    self.init(
      repository: run.repository, reading: planned.reading, cache: FrameCache(),
      book: planned.book, hands: hands, options: planned.options, counters: run.counters,
      cancellation: run.cancellation)
  }

  /// Clears away what a killed run left. What cannot be cleared stays, and is met again.
  func clear(_ rests: [MirrorRest]) throws {
    guard !rests.isEmpty else { return }
    let worker = try MirrorWorker(self)
    for rest in rests { _ = try worker.settling { try worker.clear(rest) } }
  }
}

extension MirrorWorker {
  fileprivate func clear(_ rest: MirrorRest) throws -> StepOutcome {
    let place = try place(rest.path, on: rest.side)
    let before = try Sighting.ofSelf(place.folder, openedMode: nil, .held)
    switch rest.fate {
    case .unfinished: place.folder.removeLeftovers([place.name])
    case .removed(let node):
      guard case .asPlanned = try examine(place.name, place, as: node) else {
        return .failed(.changedMeanwhile)
      }
      try place.hand.remove(
        place.name, in: place.folder, isFolder: node.isFolder, place.path)
    case .recovered(let name):
      try place.hand.rename(place.name, to: name, in: place.folder, place.path)
    }
    // Nobody has worked in the folder: its time stays.
    _ = place.folder.setAttributes(crew.attributes(before.metadata, on: rest.side))
    return .done([])
  }
}
