import LocalState
import Snapshots
import SystemPackage

/// Tells those whom a profile names how its backup ended. Nothing of it changes how it did: what
/// does not work is a warning.
struct BackupMonitor {
  let profile: Profile
  let invocation: Invocation
  let history: RunHistory?

  /// Tells a service on the net, which may take a while to answer.
  func ping(_ outcomes: [BackupOutcome]) {
    guard let address = profile.monitor.healthcheck?.value else { return }
    if let problem = Healthcheck.tell(address, isSaved: outcomes.areAllSaved) {
      invocation.output.warn(
        "the healthcheck was not told: \(problem)",
        at: Healthcheck.host(of: address) ?? "healthcheck")
    }
  }

  /// `records` are those of the outcomes, in their order.
  func writeMetrics(_ outcomes: [BackupOutcome], _ records: [RunRecord]) {
    guard let file = profile.monitor.metricsFile?.value else { return }
    let rows = zip(outcomes, records).map { row($0.location, $1.run) }
    let text = MetricsText(profile: profile.name.value, rows: rows).text
    do {
      let path = try AbsolutePath.make(HomePath.bytes(file, invocation.environment))
      // Another user reads it.
      try WholeFile.write(text, to: path, mode: 0o644)
    } catch {
      invocation.output.warn(
        "the metrics cannot be written: \(Failure(error).problem)", at: file)
    }
  }

  private func row(_ location: Location, _ last: Run) -> MetricsText.Row {
    let runs = history.map { RunsOfProfile(history: $0, profile: profile.name.value) }
    let place = location.recorded
    return MetricsText.Row(
      repository: location.name, last: last,
      lastSaved: last.snapshot == nil ? runs?.lastSaved(at: place) : last,
      lastCheck: runs?.lastGoodCheck(at: place))
  }
}
