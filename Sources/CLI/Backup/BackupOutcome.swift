import Format
import Snapshots
import SystemPackage

/// What became of a backup in one repository.
struct BackupOutcome {
  let location: Location
  let result: Result<BackupSummary, Failure>

  var exitCode: ExitCode {
    switch result {
    case .success(let summary): summary.exitCode
    case .failure(let failure): failure.code
    }
  }

  /// The short ID of what holds the sources now, if anything does.
  var snapshot: String? { (try? result.get()).map(\.report.id.short) }

  var isSaved: Bool {
    if case .success = result { true } else { false }
  }
}

extension [BackupOutcome] {
  /// The worst that happened anywhere.
  var exitCode: ExitCode { map(\.exitCode).reduce(.done) { $0.worse($1) } }

  var areAllSaved: Bool { allSatisfy(\.isSaved) }

  /// For commands around the backup: of all repositories, or of those that failed if any did.
  var forHooks: HookRun.Outcome {
    let told = areAllSaved ? self : filter { !$0.isSaved }
    var outcome = HookRun.Outcome()
    outcome.locations = told.map { $0.location.path.string }
    outcome.exitCode = exitCode
    var messages: [String] = []
    for single in told {
      switch single.result {
      case .success(let summary):
        outcome.snapshots.append(summary.report.id.description)
        messages.append(summary.sentence)
      case .failure(let failure): messages.append(failure.sentence)
      }
    }
    var seen: Set<String> = []
    outcome.message = messages.filter { seen.insert($0).inserted }.joined(separator: "; ")
    return outcome
  }
}
