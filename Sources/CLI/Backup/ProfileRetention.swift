import Format
import Repository
import Snapshots

/// What becomes of the old snapshots of a profile after a backup: its rules are carried out in one
/// repository.
struct ProfileRetention {
  /// Of the profile's snapshots.
  let set: String
  let rules: RetentionRules
  let target: BackupTarget

  /// Nothing is said where nothing is to be done.
  func run(_ invocation: Invocation) throws -> ExitCode {
    let catalog = try invocation.catalog(of: target.repository)
    let plan = plan(catalog, invocation)
    guard !plan.forgotten.isEmpty || !catalog.forgotten.isEmpty || isDoubtful(plan) else {
      return .done
    }
    let pruning = PruneRun(
      repository: target.repository, state: target.state, limits: PruneLimits(),
      silence: PruneOptions.defaultSilence, invocation: invocation)
    let run = ForgetRun(
      pruning: pruning, space: .freed, isDryRun: false, detail: .outcome)
    return try run.perform { .ruled(self.plan($0, invocation)) }
  }

  private func plan(_ catalog: SnapshotCatalog, _ invocation: Invocation) -> ForgetPlan {
    var filter = SnapshotFilter()
    filter.sets = [set]
    filter.hosts = [invocation.surroundings.process.host]
    let now = invocation.surroundings.clock.now
    return ForgetPlan(
      catalog.snapshots.matching(filter), rules, doubts: .heeded, now: now,
      calendar: MachineCalendar(now: now))
  }

  private func isDoubtful(_ plan: ForgetPlan) -> Bool {
    plan.parts.contains { $0.suspicion != nil }
  }
}
