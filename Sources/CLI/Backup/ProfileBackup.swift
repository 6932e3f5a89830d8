import Repository
import Snapshots

/// One run of a backup: into every repository that is meant.
struct ProfileBackup {
  let plan: BackupPlan
  let unlocking: UnlockingOptions
  let invocation: Invocation

  /// What became of it in one repository.
  struct Outcome {
    let location: Location
    let result: Result<BackupSummary, Failure>

    var exitCode: ExitCode {
      switch result {
      case .success(let summary): summary.exitCode
      case .failure(let failure): failure.code
      }
    }
  }

  /// The worst that happened anywhere.
  func run() throws -> ExitCode {
    let locations = try invocation.locations()
    invocation.noteEnvironment()
    try refuseStream(for: locations)
    let outcomes = saveEverywhere(locations)
    show(outcomes)
    return outcomes.map(\.exitCode).reduce(.done) { $0.worse($1) }
  }

  /// Reads the sources once for all repositories that open. One that fails does not keep the others
  /// from their snapshots.
  private func saveEverywhere(_ locations: [Location]) -> [Outcome] {
    let started = invocation.surroundings.clock.sinceBoot
    let opened = locations.map { location in
      Result { try BackupTarget(location, unlocking, invocation) }.mapError { Failure($0) }
    }
    let targets = opened.compactMap { try? $0.get() }
    var results = saved(to: targets)[...]
    let nanoseconds = invocation.surroundings.clock.sinceBoot - started
    return zip(locations, opened).map { location, target in
      let result = target.flatMap { target in
        (results.popFirst() ?? .failure(.interrupted(advice: "Nothing was saved."))).map {
          summary($0, target, nanoseconds)
        }
      }
      return Outcome(location: location, result: result)
    }
  }

  private func saved(to targets: [BackupTarget]) -> [Result<BackupReport, Failure>] {
    guard !targets.isEmpty else { return [] }
    do {
      return try plan.save(to: targets, invocation)
    } catch {
      return targets.map { _ in .failure(Failure(error)) }
    }
  }

  private func summary(
    _ report: BackupReport, _ target: BackupTarget, _ nanoseconds: UInt64
  ) -> BackupSummary {
    invocation.noteProblem(of: target.state)
    return BackupSummary(
      report: report, exclusions: ExclusionText(plan.selection), location: target.text,
      isVerbose: invocation.options.verbose, emptySources: plan.sources.empty,
      nanoseconds: nanoseconds)
  }

  /// The same failure everywhere, such as an interruption, is told once.
  private func show(_ outcomes: [Outcome]) {
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

  private func refuseStream(for locations: [Location]) throws(Failure) {
    guard plan.sources.hasStream, locations.count > 1 else { return }
    throw .usage(
      "a stream is read once, and the profile has \(locations.count) repositories",
      advice: "Name one of them with -r")
  }
}
