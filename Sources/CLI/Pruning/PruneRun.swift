import Format
import LocalState
import Pipelines
import Repository
import Storage

/// Frees what nobody needs in an open repository, with progress shown.
struct PruneRun {
  let repository: Repository
  /// What this machine remembers of it.
  let state: StateDatabase?
  let limits: PruneLimits
  /// For how long a session elsewhere has to be silent.
  let silence: TimeSpan
  let invocation: Invocation

  /// Of the repository, as `NameText` has it.
  var location: String { repository.storage.location }

  /// What was seen and what would be done about it.
  struct Plan {
    let planner: PrunePlanner
    let proposal: PruneProposal
  }

  /// Looks at what there is, and works out what would go if these snapshots were forgotten too.
  func plan(forgetting choose: (SnapshotCatalog) throws -> Set<SnapshotID>) throws -> Plan {
    ProcessLimits.keep(.tables)
    let planner = try PrunePlanner(
      repository, indexFolder: invocation.indexFolder(of: repository), watch: watch,
      workers: invocation.workers)
    let forgotten = try choose(planner.catalog)
    let counters = SurveyCounters()
    let title = "looking through \(Printable.text(location))"
    let proposal = try invocation.running(
      "martlet: \(title)", status: { ProgressSample(title, of: counters) },
      {
        try planner.proposal(
          forgetting: forgotten, limits, cancellation: invocation.interruption.cancellation,
          counters: counters)
      })
    return Plan(planner: planner, proposal: proposal)
  }

  /// Finishes what an earlier prune has begun; `nil` if there is nothing.
  func resume() throws -> PruneReport? {
    guard try pruner(PruneCounters()).hasBegun() else { return nil }
    return try pruning(afterForgetting: 0) { try $0.resume() }
  }

  /// `forgotten` snapshots are forgotten already, whatever comes of this.
  func perform(_ plan: Plan, afterForgetting forgotten: Int = 0) throws -> PruneReport {
    try pruning(afterForgetting: forgotten) {
      try $0.perform(plan.proposal, of: plan.planner)
    }
  }

  private func pruning<Result>(
    afterForgetting forgotten: Int, _ body: (Pruner) throws -> Result
  ) throws -> Result {
    let counters = PruneCounters()
    let pruner = try pruner(counters)
    let title = "pruning \(Printable.text(location))"
    do {
      return try invocation.running(
        "martlet: \(title)", status: { ProgressSample(title, of: counters) },
        { try body(pruner) })
    } catch is Cancelled {
      throw interrupted(afterForgetting: forgotten)
    } catch  where forgotten > 0 {
      let failure = Failure(error)
      let snapshots = Wording.count(UInt64(forgotten), "snapshot")
      throw Failure(
        failure.code, failure.problem, at: failure.location,
        advice: "\(snapshots) forgotten, and the space is not free yet: martlet prune frees it")
    }
  }

  private func interrupted(afterForgetting forgotten: Int) -> Failure {
    let snapshots = Wording.count(UInt64(forgotten), "snapshot")
    return .interrupted(
      advice: (forgotten > 0 ? "\(snapshots) forgotten, and the space is not free yet. " : "")
        + "Finish it soon with martlet prune: until then backups may store again what was to be "
        + "moved.")
  }

  private func pruner(_ counters: PruneCounters) throws -> Pruner {
    try Pruner(
      repository, indexFolder: invocation.indexFolder(of: repository), watch: watch,
      cancellation: invocation.interruption.cancellation, counters: counters,
      workers: invocation.workers)
  }

  private var watch: SessionWatch {
    SessionWatch(
      beats: LocalBeatHistory.make(state, boot: invocation.surroundings.process.bootID),
      silence: UInt64(silence.seconds) * 1_000_000_000, isRunning: ProcessIdentity.isRunning)
  }
}

/// When this machine first saw the beats of sessions, in its database.
struct LocalBeatHistory: BeatHistory {
  private let database: StateDatabase
  private let boot: [UInt8]

  /// Without a database nothing is remembered.
  static func make(_ database: StateDatabase?, boot: [UInt8]) -> any BeatHistory {
    database.map { LocalBeatHistory(database: $0, boot: boot) } ?? NoBeatHistory()
  }

  func firstSeen(_ session: SessionID, beat: Int, now: UInt64) -> UInt64 {
    database.firstSeen(session, beat: beat, boot: boot, now: now)
  }
}
