package import Format
package import Pipelines
import Storage

/// Works out what a prune would do (FORMAT.md 10.4, P1).
///
/// It reads the trees of every snapshot and no data; memory grows by a few bits for each chunk of
/// the repository.
package struct PrunePlanner: Sendable {
  let view: PruneView
  private let repository: Repository
  /// Sessions that may be running: what they have written so far is theirs.
  private let running: Set<SessionID>
  private let workers: Int

  /// Looks at what there is; `watch` tells which sessions are over. Trees are read on `workers`
  /// threads.
  ///
  /// Throws `damaged` where something cannot be read that says what is needed.
  package init(
    _ repository: Repository, indexFolder: IndexFolder, watch: SessionWatch,
    workers: Int = 1
  ) throws(RepositoryError) {
    self.repository = repository
    self.workers = workers
    // Before everything else: what a session writes that begins later is not seen below.
    let signs = try SessionSign.all(in: repository, isRunning: watch.isRunning)
    let now = repository.surroundings.clock.sinceBoot
    running = Set(signs.filter { watch.mayRun($0, now: now) }.map(\.session))
    view = try PruneView.load(repository, indexFolder: indexFolder)
  }

  /// The snapshots there are.
  package var catalog: SnapshotCatalog { view.catalog }

  /// What a prune would do if these snapshots were forgotten as well.
  package func proposal(
    forgetting forgotten: Set<SnapshotID> = [], _ limits: PruneLimits,
    cancellation: Cancellation, counters: SurveyCounters
  ) throws -> PruneProposal {
    let marks = try marks(forgetting: forgotten, cancellation, counters)
    let groups = DeltaGroup.all(in: view.index, marks.live)
    let first = try choice(marks.live, groups, limits, cancellation)
    let refilled = marks.live.refilling(groups.filter { isRefilled($0, by: first) })
    // Whatever stays must decode, needed or not: else packs would be rewritten and stay as well.
    let bases = view.index.basesOfDeltas(in: first.stayingIDs, besides: refilled)
    let live = refilled.adding(bases)
    let isAsBefore = groups.isEmpty && bases.count == 0
    let choice =
      try isAsBefore ? first : first.judged(by: usage(of: live, cancellation))
    let files = view.idleFiles(forgetting: forgotten).filter { !running.contains($0.key.session) }
    return PruneProposal(
      dead: choice.dead, rewritten: choice.rewritten, staying: choice.staying,
      stray: strayPacks, missing: missingPacks, files: files,
      mergedRuns: mergedRuns(choice, besides: files),
      forgottenSessions: Set(self.forgotten(besides: forgotten).map(\.session)),
      live: live, noLongerNeeded: marks.noLongerNeeded)
  }

  /// Which packs go if all groups that waste space are written in full.
  private func choice(
    _ live: LiveChunks, _ groups: [DeltaGroup], _ limits: PruneLimits,
    _ cancellation: Cancellation
  ) throws -> PackChoice {
    let live = live.refilling(groups.filter(\.isWasteful))
    let needed = try NeededBytes(
      view.index, live, groups.filter { !$0.isWasteful }, workers: workers, cancellation)
    return PackChoice(
      try usage(of: live, cancellation), limits,
      packBytes: repository.config.parameters.packBytes, needed)
  }

  private func usage(of live: LiveChunks, _ cancellation: Cancellation) throws -> [PackUsage] {
    try PackUsage.all(in: view.index, live, workers: workers, cancellation)
  }

  /// Whether it is worth it: the packs of its bases go, and so it frees space now.
  private func isRefilled(_ group: DeltaGroup, by choice: PackChoice) -> Bool {
    guard group.isWasteful else { return false }
    let staying = choice.stayingIDs
    return group.bases.allSatisfy { number in
      view.index.pack(ofCopy: number).map { !staying.contains($0) } ?? false
    }
  }

  private func forgotten(besides more: Set<SnapshotID>) -> [CatalogedSnapshot] {
    view.catalog.forgotten + view.catalog.snapshots.filter { more.contains($0.id) }
  }

  private struct Marks {
    let live: LiveChunks
    let noLongerNeeded: Int
  }

  /// What stays needed, and what was needed by forgotten snapshots alone.
  private func marks(
    forgetting forgotten: Set<SnapshotID>, _ cancellation: Cancellation,
    _ counters: SurveyCounters
  ) throws -> Marks {
    let graph = try ReferenceGraph(
      repository, index: view.index, workers: workers, keeping: .nothing)
    var walk = ReferenceWalk(graph, cancellation, counters)
    let kept = view.catalog.snapshots.filter { !forgotten.contains($0.id) }
    let gone = self.forgotten(besides: forgotten)
    try walk.follow(kept)
    guard walk.isComplete else { throw try unknownNeeds() }
    let live = LiveChunks(walk)
    if gone.isEmpty { return Marks(live: live, noLongerNeeded: 0) }
    try walk.follow(gone)
    return Marks(
      live: live, noLongerNeeded: view.index.storedBytes(of: LiveChunks(walk), not: live))
  }

  private func unknownNeeds() throws(RepositoryError) -> RepositoryError {
    guard try view.state.isCurrent(repository) else {
      return RepositoryError(
        .busy, "another prune has come to its end meanwhile", at: repository.storage.location,
        advice: "run the same command again")
    }
    return .unknownNeeds(repository)
  }

  /// A session that runs may be about to commit any of them. One of another length than the index
  /// says is none that counts.
  private var strayPacks: [PackID: UInt64] {
    guard running.isEmpty else { return [:] }
    let named = view.index.usablePacks
    return view.files.packs.filter { !named.contains($0.key) }
  }

  /// They are condemned like any other, so that no session relies on one that turns up again; what
  /// is needed of one that was only not listed keeps the prune from its verdict [10.4-e].
  private var missingPacks: Set<PackID> {
    Set(view.index.packs.map(\.id)).subtracting(view.state.dropped)
      .subtracting(view.files.packs.keys)
  }

  private func mergedRuns(
    _ choice: PackChoice, besides idle: [RepositoryPath: UInt64]
  ) -> [LiveIndexRun: UInt64] {
    var lengths: [LiveIndexRun: UInt64] = [:]
    for run in view.state.runs {
      let path = RepositoryPath.indexRun(run.session, run.number)
      if idle[path] == nil { lengths[run] = view.files.condemnable[path] }
    }
    let packs = view.packsOfRuns().filter { lengths[$0.key] != nil }
    let merged = RunChoice(lengths, packs: packs, staying: choice.stayingIDs).merged
    return lengths.filter { merged.contains($0.key) }
  }
}

extension RepositoryError {
  /// A folder that cannot be read names chunks that nobody knows; a pack that is missing may come
  /// back, and then every base counts.
  static func unknownNeeds(_ repository: Repository) -> RepositoryError {
    RepositoryError(
      .damaged, "not all that snapshots need can be found, and so nothing is removed",
      at: repository.storage.location,
      advice: "run `martlet check` to see which snapshots are affected; a backup may heal them, or "
        + "forget them")
  }
}

extension ChunkIndex {
  /// The shares of frames that the copies of one set and not of the other have.
  func storedBytes(of some: LiveChunks, not others: LiveChunks) -> Int {
    var sum = 0
    var passed = PassedEntries(of: self)
    some.forEach(besides: others) { number in
      sum += copy(numbered: number)?.storedShare ?? 0
      passed.reach(number)
    }
    return sum
  }
}

extension RepositoryPath {
  /// The session that wrote an index run, a snapshot, a record or a sign.
  var session: SessionID {
    switch self {
    case .indexRun(let session, _), .snapshot(let session), .record(let session, _),
      .intent(let session, _):
      session
    default: preconditionFailure("\(name) is of no session")
    }
  }
}
