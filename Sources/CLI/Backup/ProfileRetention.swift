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
  /// Above what is said.
  let heading: String?

  /// Nothing is said where nothing is to be done.
  func run(_ invocation: Invocation) throws -> ExitCode {
    let catalog = try invocation.catalog(of: target.repository)
    let plan = ForgetPlan(catalog, ofSet: set, rules, invocation)
    guard !plan.forgotten.isEmpty || !catalog.forgotten.isEmpty || isDoubtful(plan) else {
      return .done
    }
    let pruning = PruneRun(
      repository: target.repository, state: target.state, limits: PruneLimits(),
      silence: PruneOptions.defaultSilence, invocation: invocation)
    let run = ForgetRun(
      pruning: pruning, space: .freed, isDryRun: false, detail: .outcome(heading))
    return try run.perform { .ruled(ForgetPlan($0, ofSet: set, rules, invocation)) }
  }

  private func isDoubtful(_ plan: ForgetPlan) -> Bool {
    plan.parts.contains { $0.suspicion != nil }
  }
}
