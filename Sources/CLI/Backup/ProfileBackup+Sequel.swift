import Pipelines
import SystemPackage

/// What a profile wants done around its backup.
extension ProfileBackup {
  func runFirstHooks() throws {
    guard let profile, !profile.hooks.before.isEmpty else { return }
    var outcome = HookRun.Outcome()
    outcome.locations = locations.map { $0.path.string }
    let hooks = HookRun(profile: profile, cancellation: invocation.interruption.cancellation)
    try invocation.interruption.heeded {
      try hooks.run(profile.hooks.before, "before", outcome)
    }
  }

  /// The commands for the end.
  ///
  /// One that fails after a backup leaves the run incomplete: something that had to be done was
  /// not, and the history says so too. After a failure nothing can become worse.
  func lastHooks(_ outcomes: [BackupOutcome], _ records: [RunRecord]) -> BackupSequel.Errand? {
    guard let profile else { return nil }
    let isSaved = outcomes.areAllSaved
    let commands = isSaved ? profile.hooks.after : profile.hooks.failed
    guard !commands.isEmpty else { return nil }
    let name = isSaved ? "after" : "failed"
    return BackupSequel.Errand(name: "hooks.\(name)") { () throws(Failure) in
      // They run also when the backup was interrupted.
      let stop = Cancellation()
      let failures = invocation.interruption.heeded(by: stop) {
        HookRun(profile: profile, cancellation: stop).runAll(commands, name, outcomes.forHooks)
      }
      for failure in failures where failure.code != .interrupted {
        invocation.output.warn(failure.sentence, at: "hooks")
      }
      if isSaved, let failure = failures.first {
        for (record, outcome) in zip(records, outcomes) {
          record.amend(outcome.exitCode.worse(.incomplete), failure.sentence)
        }
      }
      if let last = failures.last, last.code == .interrupted { throw last }
      return isSaved && !failures.isEmpty ? .incomplete : .done
    }
  }

  var monitor: BackupMonitor? {
    guard let profile, isWhole else { return nil }
    return BackupMonitor(profile: profile, invocation: invocation, history: history)
  }

  func ping(_ outcomes: [BackupOutcome]) -> BackupSequel.Errand? {
    guard let monitor, monitor.profile.monitor.healthcheck != nil else { return nil }
    return BackupSequel.Errand(name: "healthcheck") { () throws(Failure) in
      monitor.ping(outcomes)
      return .done
    }
  }
}
