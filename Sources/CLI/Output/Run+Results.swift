import Format
import LocalState
import Repository
import Snapshots

extension Run {
  /// Where a run stands.
  enum State: Equatable {
    case running
    /// It was killed, or the machine stopped.
    case lost
    case ended(ExitCode)
  }

  /// A run without an end goes on only if its process can be seen from `here`.
  func state(seenBy here: ProcessIdentity) -> State {
    if let ending { return .ended(ExitCode(rawValue: ending.exitCode) ?? .failed) }
    let isHere = process.bootID == here.bootID && process.namespace == here.pidNamespace
    return isHere && ProcessIdentity.startTime(of: "\(process.id)") == process.startTime
      ? .running : .lost
  }

  /// From its beginning to its end, if the clock was not set back meanwhile.
  var nanoseconds: UInt64? {
    guard let end = ending?.time else { return nil }
    let (seconds, overflow) = end.seconds.subtractingReportingOverflow(started.seconds)
    guard !overflow, 0..<Int64(1) << 32 ~= seconds else { return nil }
    let difference =
      seconds * 1_000_000_000 + Int64(end.nanoseconds) - Int64(started.nanoseconds)
    return UInt64(exactly: difference)
  }

  /// "saved a3f81c2e: 18 204 files, 9.4 GiB", "! failed (10): there is no repository at …".
  func resultText(_ code: ExitCode) -> String {
    switch code {
    case .done: message.isEmpty ? "done" : message
    case .incomplete: "! incomplete: \(message)"
    case .interrupted: "! interrupted"
    case .damage: "! \(message)"
    default: "! failed (\(code.rawValue)): \(message)"
    }
  }
}

extension Run {
  /// What a check proved.
  mutating func take(_ verdict: CheckVerdict) {
    let report = verdict.report
    let part = report.packBytes == 0 ? 1 : Double(report.bytesRead) / Double(report.packBytes)
    proof = Proof(text: verdict.proof, readMillionths: UInt64(min(part, 1) * 1_000_000))
    message = verdict.proof
  }

  /// What a backup saved.
  mutating func take(_ summary: BackupSummary) {
    let numbers = summary.report.snapshot.counts
    let saved = summary.report.snapshot
    snapshot = summary.report.id
    // What was asked for may be more: of paths that are not there nothing was saved.
    subject = saved.set.isEmpty ? SourceList.subject(of: saved.sources) : saved.set
    counts = Counts(
      files: numbers.files, bytes: numbers.fileBytes, added: numbers.newChunkBytes,
      stored: numbers.storedBytes)
    message = summary.sentence
  }
}
