import Format
import Repository
import Snapshots

/// What `backup --dry-run` says at its end.
struct PreviewSummary {
  let report: PreviewReport
  let exclusions: ExclusionText
  /// What would be saved: "~/docs".
  let sources: String
  /// Of the repository, printable.
  let location: Location
  /// A stream among the sources, absolute.
  let stream: [UInt8]?
  let emptySources: [[UInt8]]
  let now: Timestamp
  let isVerbose: Bool

  var exitCode: ExitCode { remarks.exitCode }

  private var remarks: BackupRemarks {
    BackupRemarks(
      unreadable: report.unreadable, missingSources: report.missingSources,
      emptySources: emptySources, warnings: isNothingLeft ? [BackupRemarks.nothingLeft] : [],
      isVerbose: isVerbose)
  }

  /// Patterns that leave nothing were hardly meant so.
  private var isNothingLeft: Bool {
    report.census.files + report.census.others == 0 && stream == nil
      && report.excluded.total > 0 && report.unreadable.isEmpty
  }

  func show(_ output: Output) {
    if output.format == .json { return output.object(fields) }
    output.summary("Nothing was saved. A backup of \(sources) to \(location.name) would hold")
    if report.census.folders + report.census.files > 0 || stream == nil {
      output.summary("  \(countsLine)")
      output.summary("  \(comparisonLine)")
    }
    if let stream {
      output.summary("  \(Printable.text(stream)): what comes is read by a backup alone")
    }
    if isVerbose {
      for line in exclusions.lines(of: report.excluded) { output.summary("  \(line)") }
    }
    for path in report.leftOut {
      output.summary("  Left out, as it is martlet's own: \(Printable.text(path))")
    }
    for line in remarks.lines { output.line(output.tinted(line, .warning)) }
  }

  private var countsLine: String {
    let census = report.census
    let parts = [
      (census.new, "new"), (census.changed, "changed"), (census.deleted, "deleted"),
      (census.unchanged, "unchanged"),
    ]
    return "\(Wording.count(UInt64(census.files), "file")), \(Wording.bytes(census.bytes)): "
      + parts.map { "\(Wording.count(UInt64($0.0))) \($0.1)" }.joined(separator: ", ")
      + exclusions.sum(of: report.excluded)
  }

  private var comparisonLine: String {
    let read = "\(Wording.bytes(report.census.changedBytes)) in new and changed files"
    guard let compared = report.compared else { return "\(read); it would be the first of its set" }
    let time = LocalTime(compared.snapshot.time).map { " of \($0.day(now: now)) \($0.clock)" }
    return "\(read), compared with \(compared.id.short)\(time ?? "")"
  }
}

// MARK: JSON

extension PreviewSummary {
  private var fields: [(String, JSON)] {
    var fields: [(String, JSON)] = [
      ("schema", .schema), ("type", "summary"), ("dry_run", .flag(true)), ("snapshot", .null),
    ]
    fields += JSON.named("repository", location.path.bytes)
    fields.append(
      ("compared_with", report.compared.map { .text($0.id.description) } ?? .null))
    fields += counts
    fields += stream.map { JSON.named("stream", $0) } ?? [("stream", .null)]
    fields += [
      ("unreadable", JSON.remarks(report.unreadable.map { ($0.path, $0.reason) })),
      ("excluded", .number(report.excluded.total)),
      ("excluded_by", .list(report.excluded.excluding.map(exclusions.json))),
    ]
    fields += JSON.paths("missing", report.missingSources)
    fields += JSON.paths("left_out", report.leftOut) + JSON.paths("empty", emptySources)
    return fields + [("exit_code", .number(Int(exitCode.rawValue)))]
  }

  private var counts: [(String, JSON)] {
    let census = report.census
    return [
      ("files", .number(census.files)), ("folders", .number(census.folders)),
      ("bytes", .number(census.bytes)), ("new", .number(census.new)),
      ("changed", .number(census.changed)), ("deleted", .number(census.deleted)),
      ("unchanged", .number(census.unchanged)), ("metadata", .number(census.metadata)),
      ("changed_bytes", .number(census.changedBytes)),
    ]
  }
}
