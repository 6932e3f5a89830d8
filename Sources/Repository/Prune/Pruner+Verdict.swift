import Format
import Pipelines
import Storage

extension Pruner {
  /// P3 and P4: by what was seen when no session counted any more on what is condemned, records
  /// what dies and what stays. If a verdict is there, that one holds.
  func decide(_ number: Int, _ view: PruneView, _ report: inout PruneReport) throws {
    // Somebody else was faster.
    guard view.state.epoch == number, view.state.verdict == number - 1 else { return }
    let (plan, planHash) = try read(.plan(number)) { bytes throws(FormatError) in
      try PrunePlan(decoding: bytes)
    }
    guard let live = try live(view) else { return }
    // The only copies there are of what is needed, damaged or not, stay, and what they rest on.
    let condemned = Set(plan.packs).subtracting(
      view.index.packs(withDamagedCopiesOf: live.missing))
    let dying = Sweep.dying(
      condemned, in: IndexContents(view.index), isReferenced: live.isNamed)
    report.spared = plan.packs.count - dying.count
    let runs = try staying(view, dying: dying, condemned: Set(plan.files))
    let dead = Set(view.state.runs).subtracting(runs).map { run in
      RepositoryPath.indexRun(run.session, run.number)
    }
    let idle = view.idleFiles()
    let named = Set(view.index.packs.map(\.id))
    let verdict = PruneVerdict(
      number: number, planHash: planHash, previousHash: try previousHash(number), packs: dying,
      files: plan.files.filter { idle[$0] != nil || dead.contains($0) },
      snapshots: view.liveSnapshots, runs: runs,
      gonePacks: named.intersection(dying.union(view.state.dropped)))
    _ = try create(verdict.encoded(), .verdict(number))
  }

  /// `nil` when somebody else has decided meanwhile, and taken away what is looked for.
  private func live(_ view: PruneView) throws -> LiveChunks? {
    let live = try view.live(repository, cancellation, counters.survey)
    if let live { return live }
    guard try view.state.isCurrent(repository) else { return nil }
    throw RepositoryError.unknownNeeds(repository)
  }

  /// The runs in force but for condemned ones whose every pack that stays another one names.
  private func staying(
    _ view: PruneView, dying: Set<PackID>, condemned: Set<RepositoryPath>
  ) throws -> [LiveIndexRun] {
    let isCondemned = { (run: LiveIndexRun) in
      condemned.contains(.indexRun(run.session, run.number))
    }
    let packs = view.packsOfRuns()
    let named = Set(packs.filter { !isCondemned($0.key) }.values.joined())
    return try view.state.runs.filter { run in
      guard isCondemned(run) else { return true }
      let remains = (packs[run] ?? []).filter { pack in
        view.files.packs[pack] != nil && !dying.contains(pack)
      }
      guard remains.allSatisfy(named.contains) else { return true }
      // That a copy is damaged must not be forgotten as long as it is there.
      return try files.readIndexRun(run).lost.contains { copy in
        view.files.packs[copy.pack] != nil && !dying.contains(copy.pack)
      }
    }
  }

  private func previousHash(_ number: Int) throws(RepositoryError) -> Bytes32? {
    guard number > 1 else { return nil }
    return try files.read(.verdict(number - 1)).hash
  }
}

extension PruneView {
  /// What the snapshots that are not forgotten need; `nil` where folders cannot be read.
  func live(
    _ repository: Repository, _ cancellation: Cancellation, _ counters: SurveyCounters
  ) throws -> LiveChunks? {
    let graph = try ReferenceGraph(repository, index: index, keeping: .nothing)
    var walk = ReferenceWalk(graph, cancellation, counters)
    counters.begin(snapshots: catalog.snapshots.count)
    for snapshot in catalog.snapshots {
      try walk.follow(snapshot.snapshot.root)
      counters.addSnapshot()
    }
    return walk.missesTrees ? nil : LiveChunks(walk)
  }

  /// With the hashes of their files.
  var liveSnapshots: [LiveSnapshot] {
    let sessions = Set(catalog.snapshots.map(\.session))
    return state.snapshots.filter { sessions.contains($0.session) }
  }
}
