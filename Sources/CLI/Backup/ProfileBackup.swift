import Format
import LocalState
import Pipelines
import Repository
import Snapshots
import SystemPackage

/// One run of a backup: into every repository that is meant, with what a profile wants around it.
///
/// ```
/// before -> plan -> save everywhere -> forget what the profile does not keep -> check what is due
///        -> after, or failed -> tell the monitor
/// ```
struct ProfileBackup {
  let unlocking: UnlockingOptions
  /// Whose settings hold; `nil` without a profile.
  let profile: Profile?
  /// Whether it saves what the profile says; other paths say nothing about the profile.
  let isOfProfile: Bool
  let invocation: Invocation
  let locations: [Location]
  let history: RunHistory?

  /// Throws `usage` where no repository is meant.
  init(
    _ wanted: SourceOptions, isOfProfile: Bool, _ unlocking: UnlockingOptions,
    _ invocation: Invocation
  ) throws {
    self.unlocking = unlocking
    self.isOfProfile = isOfProfile
    self.invocation = invocation
    profile = invocation.settings.profile
    locations = try invocation.locations()
    history = invocation.openHistory()
    try wanted.checkStream(goesTo: locations)
  }

  /// Everything, up to the exit code. The plan is made after the profile's first commands: they may
  /// make or mount what it looks for.
  func run(_ plan: () throws -> BackupPlan) -> ExitCode {
    invocation.noteEnvironment()
    defer { invocation.noteProblem(of: history) }
    let records = locations.map {
      invocation.begin("backup", profile: profileName, at: $0, in: history)
    }
    let saved = save(plan, records)
    let outcomes = saved.map(\.outcome)
    let care = care(for: saved)
    show(outcomes, isLast: care.isEmpty)
    let (hooks, ping) = (lastHooks(outcomes, records), ping(outcomes))
    var sequel = BackupSequel(
      outcomes, care + [hooks, ping].compactMap { $0 }, invocation.interruption)
    sequel.run(care)
    if !care.isEmpty { showSummaries(outcomes) }
    sequel.finish(hooks)
    monitor?.writeMetrics(outcomes, records)
    sequel.finish(ping)
    if sequel.isInterrupted { tell(sequel.failure, after: outcomes.exitCode) }
    return outcomes.exitCode.worse(sequel.exitCode)
  }

  /// Whether it goes into every repository of the profile; a part says nothing to a monitor.
  var isWhole: Bool {
    guard isOfProfile, let profile else { return false }
    let all = try? invocation.settings.profileLocations(invocation.environment).map(\.path)
    return profile.repositories.isEmpty || all == locations.map(\.path)
  }

  /// Of the history: other paths are no run of the profile.
  var profileName: String { isOfProfile ? profile?.name.value ?? "" : "" }

  /// What somebody reads first, whatever follows. The same failure everywhere is told once. As JSON
  /// the summaries come last, and what was saved at once.
  private func show(_ outcomes: [BackupOutcome], isLast: Bool) {
    let output = invocation.output
    var told: [Failure] = []
    for outcome in outcomes {
      switch outcome.result {
      case .success(let summary) where isLast || output.format == .text: summary.show(output)
      case .success(let summary): summary.showSaved(output)
      case .failure(let failure):
        if !told.contains(failure) { output.report(failure) }
        told.append(failure)
      }
    }
    output.flush()
  }

  private func showSummaries(_ outcomes: [BackupOutcome]) {
    guard invocation.output.format == .json else { return }
    for outcome in outcomes { try? outcome.result.get().show(invocation.output) }
    invocation.output.flush()
  }

  /// A run that was interrupted before has said so.
  private func tell(_ interruption: Failure, after code: ExitCode) {
    if code == .interrupted {
      invocation.output.warn(interruption.advice, at: interruption.problem)
    } else {
      invocation.output.report(interruption)
    }
  }
}

// MARK: saving

extension ProfileBackup {
  struct Saved {
    let outcome: BackupOutcome
    /// `nil` where the repository did not open.
    let target: BackupTarget?
  }

  private func save(_ plan: () throws -> BackupPlan, _ records: [RunRecord]) -> [Saved] {
    let saved: [Saved]
    do {
      try runFirstHooks()
      saved = saveEverywhere(try plan(), records)
    } catch {
      let failure = Failure(error)
      saved = locations.map {
        Saved(outcome: BackupOutcome(location: $0, result: .failure(failure)), target: nil)
      }
    }
    for (record, saved) in zip(records, saved) { end(record, saved.outcome) }
    return saved
  }

  /// Reads the sources once for all repositories that open. One that fails does not keep the others
  /// from their snapshots.
  private func saveEverywhere(_ plan: BackupPlan, _ records: [RunRecord]) -> [Saved] {
    let started = invocation.surroundings.clock.sinceBoot
    for record in records { record.note { $0.subject = plan.subject } }
    // Begun beside the first repository that is opened, or not at all.
    var walk: Result<StartedWalk?, any Error> = .success(nil)
    defer { _ = try? walk.get()?.end() }
    let opened = zip(locations, records).map { location, record in
      Result {
        try BackupTarget(location, unlocking, invocation.with(record)) {
          walk = Result { try plan.startWalk(for: locations, invocation) }
        }
      }.mapError { Failure($0) }
    }
    var results = results(of: plan, walk, opened.compactMap { try? $0.get() })[...]
    let nanoseconds = invocation.surroundings.clock.sinceBoot - started
    return zip(locations, opened).map { location, target in
      let result = target.flatMap { target in
        (results.popFirst() ?? .failure(.interrupted(advice: "Nothing was saved."))).map {
          plan.summary($0, target, invocation, nanoseconds: nanoseconds)
        }
      }
      return Saved(
        outcome: BackupOutcome(location: location, result: result), target: try? target.get())
    }
  }

  private func results(
    of plan: BackupPlan, _ walk: Result<StartedWalk?, any Error>, _ targets: [BackupTarget]
  ) -> [Result<BackupReport, Failure>] {
    guard !targets.isEmpty else { return [] }
    do {
      return try plan.save(to: targets, try walk.get(), invocation)
    } catch {
      return targets.map { _ in .failure(Failure(error)) }
    }
  }

  private func end(_ record: RunRecord, _ outcome: BackupOutcome) {
    switch outcome.result {
    case .success(let summary):
      record.note { $0.take(summary) }
      record.end(summary.exitCode)
    // Of a profile it is worth knowing that nothing can come of it.
    case .failure(let failure) where !isOfProfile && failure.isOfCommandLine: record.discard()
    case .failure(let failure): record.end(failure.code, failure.sentence)
    }
  }
}
