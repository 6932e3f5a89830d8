import Format
import LocalState
import Pipelines
import Repository
import Snapshots
import SystemPackage

/// A restore that is shown as it goes on.
struct RestoreRun {
  let invocation: Invocation
  let repository: Repository
  let reading: RepositoryReading
  let snapshot: CatalogedSnapshot
  let request: RestoreRequest
  let isVerbose: Bool

  /// Does it, or says what would be done, and shows the summary.
  func run() throws -> ExitCode {
    let counters = RestoreCounters()
    let restore = Restore(
      repository, reading, snapshot, request,
      cancellation: invocation.interruption.cancellation, counters: counters)
    let started = invocation.surroundings.clock.sinceBoot
    let counts = snapshot.snapshot.counts
    let whole =
      request.path.isEmpty
      ? (counts.files + counts.symlinks + counts.others, counts.fileBytes) : nil
    let title = "\(snapshot.id.short) \(request.target.words)"
    ProcessLimits.keep(.frames)
    let report: RestoreReport
    do {
      report = try invocation.running(
        "martlet: restoring \(title)",
        status: { ProgressSample(title, of: counters, whole: whole) },
        { try restore.run { show($0, invocation.output) } })
    } catch is Cancelled {
      throw interrupted(counters)
    }
    let summary = RestoreSummary(
      report: report, request: request, snapshot: snapshot.id, isVerbose: isVerbose,
      nanoseconds: invocation.surroundings.clock.sinceBoot - started)
    summary.show(invocation.output)
    invocation.record?.note { run in
      run.snapshot = snapshot.id
      run.message = "\(Wording.count(UInt64(report.files), "file")) of \(title)"
    }
    return summary.exitCode
  }

  private var isDryRun: Bool { request.effect == .planned }

  /// Steps are listed by a dry run, and where more is asked for.
  private func show(_ step: RestoreStep, _ output: Output) {
    guard isDryRun || isVerbose else { return }
    guard output.format == .text else {
      return output.object(
        [("schema", .schema), ("type", "step"), ("action", .text(step.kind.rawValue))]
          + JSON.named("path", step.path))
    }
    output.line("\(step.kind.sign) \(Printable.text(step.path))")
  }

  private func interrupted(_ counters: RestoreCounters) -> Failure {
    .interrupted(
      advice: isDryRun
        ? "Nothing was changed."
        : "The \(Wording.count(UInt64(counters.filesDone), "file")) restored so far are "
          + "whole and stay; the same command restores the rest")
  }
}

extension RestoreRequest.Target {
  /// "to ~/back".
  var words: String {
    switch self {
    case .folder(let path): "to \(Printable.text(path.bytes))"
    case .inPlace: "to where it was"
    }
  }
}

extension RestoreStep.Kind {
  fileprivate var sign: String {
    switch self {
    case .make: "+"
    case .adjust: "m"
    case .delete: "-"
    case .keep: "="
    }
  }
}
