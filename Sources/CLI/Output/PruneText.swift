import Format
import Repository

/// What a prune says at its end.
struct PruneText {
  let report: PruneReport
  let now: Timestamp

  /// "171 MiB freed", "nothing freed yet".
  var sentence: String {
    guard report.waiting.isEmpty else { return "nothing freed yet" }
    let freed = report.freedBytes
    return freed < 0
      ? "\(Wording.bytes(freed.magnitude)) more than before"
      : "\(Wording.bytes(UInt64(freed))) freed"
  }

  /// What needs a word.
  func showRemarks(_ output: Output) {
    for waiting in report.waiting { output.line(line(waiting)) }
    if report.fenced > 0 {
      let count = Wording.count(UInt64(report.fenced), "interrupted run")
      output.summary("  \(count) will never be completed; what it was saving can be saved again")
    }
    if report.unmoved != nil {
      output.line(
        output.tinted(
          "! There was no room to rewrite packs: run martlet prune again, now that there is more"
            + "   exit \(ExitCode.full.rawValue)", .bad))
    }
    for error in report.damage {
      output.line(output.tinted("! not moved: \(Printable.text(error.description))", .bad))
    }
  }

  private func line(_ waiting: PruneReport.Waiting) -> String {
    guard let intent = waiting.intent else {
      return "  Waiting for a run that left a sign that cannot be read: run martlet prune later"
    }
    let time = LocalTime(intent.time).map { " since \($0.day(now: now)) \($0.clock)" } ?? ""
    return "  Waiting for a \(intent.purpose.noun) on \(Printable.text(intent.host))\(time): "
      + "run martlet prune when it has ended"
  }

  var fields: [(String, JSON)] {
    [
      ("packs", .number(report.packs)), ("files", .number(report.files)),
      ("removed", .number(report.packBytes + report.fileBytes)),
      ("written", .number(report.writtenBytes)), ("freed", .number(Int(report.freedBytes))),
      ("fenced", .number(report.fenced)),
      ("waiting", .list(report.waiting.map(json))),
      ("damaged", .list(report.damage.map { .text($0.location) })),
    ]
  }

  private func json(_ waiting: PruneReport.Waiting) -> JSON {
    .object([
      ("session", .text(waiting.session.description)),
      ("host", waiting.intent.map { .text($0.host) } ?? .null),
      ("since", waiting.intent.map { .time($0.time) } ?? .null),
    ])
  }
}

extension PruneReport {
  /// Waiting is no failure: what was begun goes on by itself with the next prune.
  var exitCode: ExitCode {
    guard damage.isEmpty else { return .damage }
    return unmoved == nil ? .done : .full
  }
}

extension Intent.Purpose {
  /// "backup".
  var noun: String {
    switch self {
    case .backup, .checkpoint: "backup"
    case .copy: "copy"
    case .repack: "prune"
    case .repair: "repair"
    case .undelete: "undelete"
    }
  }
}
