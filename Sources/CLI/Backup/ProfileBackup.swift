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
  private let locations: [Location]
  private let history: RunHistory?

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
    show(saved.map(\.outcome))
    let cared = saved.map { forgetOld($0).worse(checkIfDue($0)) }
      .reduce(ExitCode.done) { $0.worse($1) }
    let outcomes = saved.map(\.outcome)
    let code = outcomes.exitCode.worse(cared).worse(runLastHooks(outcomes, records))
    if let profile, isWhole {
      BackupMonitor(profile: profile, invocation: invocation, history: history)
        .tell(outcomes, records)
    }
    return code
  }

  /// Whether it goes into every repository of the profile; a part says nothing to a monitor.
  private var isWhole: Bool {
    guard isOfProfile, let profile else { return false }
    let all = try? invocation.settings.profileLocations(invocation.environment).map(\.path)
    return profile.repositories.isEmpty || all == locations.map(\.path)
  }

  /// Of the history: other paths are no run of the profile.
  private var profileName: String { isOfProfile ? profile?.name.value ?? "" : "" }

  private var hooks: HookRun? {
    profile.map {
      HookRun(profile: $0, cancellation: invocation.interruption.cancellation)
    }
  }

  /// The same failure everywhere, such as an interruption, is told once.
  private func show(_ outcomes: [BackupOutcome]) {
    var told: [Failure] = []
    for outcome in outcomes {
      switch outcome.result {
      case .success(let summary): summary.show(invocation.output)
      case .failure(let failure):
        if !told.contains(failure) { invocation.output.report(failure) }
        told.append(failure)
      }
    }
  }
}

// MARK: saving

extension ProfileBackup {
  private struct Saved {
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
    case .failure(let failure): record.end(failure.code, failure.sentence)
    }
  }
}

// MARK: around it

extension ProfileBackup {
  private func runFirstHooks() throws {
    guard let hooks, let profile, !profile.hooks.before.isEmpty else { return }
    var outcome = HookRun.Outcome()
    outcome.locations = locations.map { $0.path.string }
    try invocation.interruption.heeded {
      try hooks.run(profile.hooks.before, "before", outcome)
    }
  }

  /// A command that fails after a backup leaves the run incomplete: something that had to be done
  /// was not, and the history says so too. After a failure nothing can become worse.
  private func runLastHooks(_ outcomes: [BackupOutcome], _ records: [RunRecord]) -> ExitCode {
    guard let hooks, let profile else { return .done }
    let isSaved = outcomes.areAllSaved
    let failures =
      isSaved
      ? hooks.runAll(profile.hooks.after, "after", outcomes.forHooks)
      : hooks.runAll(profile.hooks.failed, "failed", outcomes.forHooks)
    for failure in failures { invocation.output.warn(failure.sentence, at: "hooks") }
    guard isSaved, let failure = failures.first else { return .done }
    for (record, outcome) in zip(records, outcomes) {
      record.amend(outcome.exitCode.worse(.incomplete), failure.sentence)
    }
    return .incomplete
  }

  /// Drops the snapshots of the profile's set that its rules do not keep.
  private func forgetOld(_ saved: Saved) -> ExitCode {
    guard isOfProfile, saved.outcome.isSaved, let target = saved.target, let profile,
      let rules = profile.keep?.value, !invocation.interruption.cancellation.isCancelled
    else { return .done }
    // What is missing in this one is in an older one.
    guard saved.outcome.exitCode == .done else {
      invocation.output.note("Nothing is forgotten after a backup that is incomplete.")
      return .done
    }
    let retention = ProfileRetention(set: profile.setName, rules: rules, target: target)
    return recorded("forget", target, in: { try retention.run($0) })
  }

  /// Checks a repository whose last check is older than the profile allows.
  private func checkIfDue(_ saved: Saved) -> ExitCode {
    guard isOfProfile, saved.outcome.isSaved, let target = saved.target,
      let rule = profile?.check?.value, let every = rule.every?.value,
      isDue(every, at: target.location),
      !invocation.interruption.cancellation.isCancelled
    else { return .done }
    return recorded("check", target) { invocation in
      let check = RepositoryCheck(
        repository: target.repository, state: target.state, share: rule.share)
      let verdict = try check.run(invocation)
      verdict.show(invocation.output)
      invocation.record?.note { $0.take(verdict) }
      return verdict.exitCode
    }
  }

  /// Runs what follows a backup as a run of its own; what it throws is told and keeps nothing else
  /// from being done.
  private func recorded(
    _ command: String, _ target: BackupTarget, in body: (Invocation) throws -> ExitCode
  ) -> ExitCode {
    let record = invocation.begin(
      command, profile: profileName, at: target.location, in: history)
    record.note { $0.repository = target.repository.id }
    do {
      let code = try body(invocation.with(record))
      record.end(code)
      return code
    } catch {
      let failure = Failure(error)
      invocation.output.report(failure)
      record.end(failure.code, failure.sentence)
      return failure.code
    }
  }

  /// A little before the time is over: the next run would be too late.
  private func isDue(_ every: TimeSpan, at location: Location) -> Bool {
    let runs = history.map { RunsOfProfile(history: $0, profile: profileName) }
    let last = runs?.lastGoodCheck(at: location.recorded)
    guard let last = last?.ending?.time else { return true }
    let early = min(every.seconds / 10, 12 * 3600)
    return invocation.surroundings.clock.now.seconds - last.seconds >= every.seconds - early
  }
}
