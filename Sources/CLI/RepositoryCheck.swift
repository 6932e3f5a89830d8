import Format
import LocalState
import Pipelines
import Repository
import Snapshots
import Storage

/// One check of an open repository, from its first line to its verdict.
struct RepositoryCheck {
  let repository: Repository
  /// What this machine remembers of it.
  let state: StateDatabase?
  /// How much of the contents is read; nothing where it is `nil`.
  let share: ReadShare?

  /// Throws `Failure` `interrupted` when a stop was asked for, whatever the library throws else.
  func run(_ invocation: Invocation) throws -> CheckVerdict {
    ProcessLimits.keep(.frames)
    let counters = CheckCounters()
    let check = Check(
      repository, depth: share.map { .data($0.share) } ?? .structure,
      history: LocalProofHistory.make(state, at: repository.storage.location),
      indexFolder: invocation.indexFolder(of: repository), workers: invocation.workers,
      cancellation: invocation.interruption.cancellation, counters: counters)
    let title = "checking \(Printable.text(repository.storage.location))"
    let report: CheckReport
    do {
      report = try invocation.running(
        "martlet: \(title)", status: { ProgressSample(title, of: counters) }, { try check.run() })
    } catch is Cancelled {
      throw interrupted(counters)
    }
    if let problem = state?.problem {
      invocation.output.note(
        "martlet: what was read may not be remembered, \(Printable.text(problem))")
    }
    return CheckVerdict(
      report: report, location: repository.storage.location, affectedNewest: newest(report),
      hasReadData: share != nil, memory: memory(invocation.options),
      now: invocation.surroundings.clock.now.seconds, isVerbose: invocation.options.verbose)
  }

  /// Those that no whole snapshot of their set has come after.
  private func newest(_ report: CheckReport) -> [SnapshotID] {
    guard !report.affected.isEmpty else { return [] }
    var newest: [SnapshotSet: SnapshotID] = [:]
    for snapshot in report.catalog { newest[SnapshotSet(of: snapshot.snapshot)] = snapshot.id }
    return report.affected.filter(newest.values.contains)
  }

  private func memory(_ options: CommonOptions) -> CheckVerdict.Memory {
    if options.noCache { return .unwanted }
    return state == nil ? .homeless : .kept
  }

  private func interrupted(_ counters: CheckCounters) -> Failure {
    guard counters.packsDone > 0 else { return .interrupted(advice: "Nothing was changed.") }
    let read = "\(Wording.count(UInt64(counters.packsDone), "pack")) had been read"
    guard counters.damagedPacks == 0 else {
      let damaged = Wording.count(UInt64(counters.damagedPacks))
      return .interrupted(
        advice: "\(read), \(damaged) of them damaged: let a check run to its end to see what is "
          + "lost.")
    }
    return .interrupted(
      advice: state == nil
        ? "\(read)." : "\(read); that is remembered, and the next check begins with the others.")
  }
}
