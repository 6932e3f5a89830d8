import Format
import Pipelines
import Storage

extension Pruner {
  /// P3 and P4: by what was seen when no session counted any more on what is condemned, records
  /// what dies and what stays. If a verdict is there, that one holds.
  ///
  /// Whether a verdict is durable now; false where somebody else was faster.
  func decide(_ number: Int, _ view: PruneView, _ report: inout PruneReport) throws -> Bool {
    guard view.state.epoch == number, view.state.verdict == number - 1 else { return false }
    let (plan, planHash) = try read(.plan(number)) { bytes throws(FormatError) in
      try PrunePlan(decoding: bytes)
    }
    guard let live = try live(view) else { return false }
    let dying = Sweep.dying(
      Set(plan.packs), in: IndexContents(view.index), isReferenced: live.isNamed)
    report.spared = plan.packs.count - dying.count
    guard let runs = try staying(view, dying: dying, condemned: Set(plan.files)) else {
      return false
    }
    let files = deadFiles(of: plan, view, runs: runs).union(view.droppedSnapshots)
    let named = Set(view.index.packs.map(\.id))
    let verdict = PruneVerdict(
      number: number, planHash: planHash, previousHash: try previousHash(number), packs: dying,
      files: files, snapshots: view.liveSnapshots.filter { !files.contains(.snapshot($0.session)) },
      runs: runs,
      gonePacks: named.intersection(dying.union(view.state.dropped)))
    _ = try create(verdict.encoded(), .verdict(number))
    return true
  }

  /// `nil` when somebody else has decided meanwhile, and taken away what is looked for.
  private func live(_ view: PruneView) throws -> LiveChunks? {
    let graph = try ReferenceGraph(
      repository, index: view.index, workers: workers, keeping: .nothing)
    let live = try view.live(ReferenceWalk(graph, cancellation, counters.survey))
    if let live { return live }
    guard try view.state.isCurrent(repository) else { return nil }
    throw RepositoryError.unknownNeeds(repository)
  }

  /// Condemned files that are of no use.
  private func deadFiles(
    of plan: PrunePlan, _ view: PruneView, runs: [LiveIndexRun]
  ) -> Set<RepositoryPath> {
    let idle = view.idleFiles()
    let staying = Set(runs.map { RepositoryPath.indexRun($0.session, $0.number) })
    let inForce = Set(view.state.runs.map { RepositoryPath.indexRun($0.session, $0.number) })
    return Set(
      plan.files.filter { path in
        inForce.contains(path) ? !staying.contains(path) : idle[path] != nil
      })
  }

  /// The runs in force but for condemned ones whose every pack that stays another one names; `nil`
  /// when somebody else has decided meanwhile.
  private func staying(
    _ view: PruneView, dying: Set<PackID>, condemned: Set<RepositoryPath>
  ) throws -> [LiveIndexRun]? {
    do {
      return try staying(in: view, dying: dying, condemned: condemned)
    } catch let error as RepositoryError where error.code == .damaged {
      guard try view.state.isCurrent(repository) else { return nil }
      throw error
    }
  }

  private func staying(
    in view: PruneView, dying: Set<PackID>, condemned: Set<RepositoryPath>
  ) throws -> [LiveIndexRun] {
    let there = view.index.usablePacks.subtracting(dying)
    let isCondemned = { (run: LiveIndexRun) in
      condemned.contains(.indexRun(run.session, run.number))
    }
    let packs = view.packsOfRuns()
    let named = Set(packs.filter { !isCondemned($0.key) }.values.joined())
    return try view.state.runs.filter { run in
      guard isCondemned(run) else { return true }
      guard (packs[run] ?? []).allSatisfy({ !there.contains($0) || named.contains($0) }) else {
        return true
      }
      // That a copy is damaged must not be forgotten as long as it is there.
      return try files.readIndexRun(run).lost.contains { there.contains($0.pack) }
    }
  }

  private func previousHash(_ number: Int) throws(RepositoryError) -> Bytes32? {
    guard number > 1 else { return nil }
    return try files.read(.verdict(number - 1)).hash
  }
}

extension PruneView {
  /// What the snapshots that are not forgotten need; `nil` where it is not all there.
  func live(_ walk: consuming ReferenceWalk) throws -> LiveChunks? {
    try walk.follow(catalog.snapshots)
    return walk.isComplete ? LiveChunks(walk) : nil
  }

  /// Those that were forgotten, whether or not it was known when the plan was made, and that no
  /// COMMIT will account for any more [10.3-g].
  var droppedSnapshots: [RepositoryPath] {
    let kept = state.lasting.union(liveSnapshots.map(\.session))
    return state.snapshots.map(\.session).filter { !kept.contains($0) }.map { .snapshot($0) }
  }

  /// With the hashes of their files.
  var liveSnapshots: [LiveSnapshot] {
    let live = Set(catalog.snapshots.map(\.id))
    return state.snapshots.filter { catalog.ids[$0.session].map(live.contains) ?? false }
  }
}
