import Format
import Snapshots

/// What a restore says at its end.
struct RestoreSummary {
  let report: RestoreReport
  let snapshot: SnapshotID
  let target: [UInt8]
  let isVerbose: Bool
  let nanoseconds: UInt64

  /// Owners that an ordinary user cannot set are said and do not count.
  var exitCode: ExitCode {
    report.failed.isEmpty && report.keptNewer.isEmpty && report.attributesNotSet.isEmpty
      ? .done : .incomplete
  }

  func show(_ output: Output) {
    if output.format == .json { return output.object(fields) }
    output.summary(
      "Restored \(what) from snapshot \(snapshot.short) to \(Printable.text(target)) "
        + "in \(Wording.duration(nanoseconds: nanoseconds)).")
    if report.ownersNotSet > 0 {
      output.summary(
        "  \(Wording.count(UInt64(report.ownersNotSet), "owner")) not set: only root may give "
          + "files to others")
    }
    let failed = report.failed.map { "\(Printable.text($0.path)) (\(Printable.text($0.reason)))" }
    show(failed, "not restored", output)
    show(report.keptNewer.map { Printable.text($0) }, "kept, newer there than in it", output)
    let attributes = report.attributesNotSet.map {
      "\(Printable.text($0.path)) (\(Printable.text($0.reason)))"
    }
    show(attributes, "restored without something", output)
    if report.damaged > 0 {
      output.line("! The repository is damaged. See what is affected: martlet check --read-data")
    }
  }

  private var what: String {
    let rare = [(report.symlinks, "link"), (report.others, "special file")]
    return
      ([
        Wording.count(UInt64(report.files), "file"),
        Wording.count(UInt64(report.folders), "folder"),
      ] + rare.filter { $0.0 > 0 }.map { Wording.count(UInt64($0.0), $0.1) } + [
        Wording.bytes(report.bytes)
      ]).joined(separator: ", ")
  }

  private func show(_ items: [String], _ what: String, _ output: Output) {
    guard !items.isEmpty else { return }
    let ending = "   exit \(ExitCode.incomplete.rawValue)"
    if isVerbose {
      for item in items { output.line("! \(what): \(item)") }
    } else {
      let more = items.count > 3 ? "; -v lists all" : ""
      output.line(
        "! \(Wording.count(UInt64(items.count), "path")) \(what): "
          + "\(Wording.list(items, limit: 3))\(more)\(ending)")
    }
  }

  private var fields: [(String, JSON)] {
    [
      ("schema", .schema), ("type", "summary"), ("snapshot", .text(snapshot.description)),
    ] + JSON.named("target", target) + [
      ("files", .number(report.files)), ("folders", .number(report.folders)),
      ("symlinks", .number(report.symlinks)), ("others", .number(report.others)),
      ("bytes", .number(report.bytes)),
      ("seconds", .decimal(Double(nanoseconds / 1_000_000) / 1000)),
      ("failed", JSON.remarks(report.failed.map { ($0.path, $0.reason) })),
      ("damaged", .number(report.damaged)),
    ] + JSON.paths("kept_newer", report.keptNewer) + [
      ("owners_not_set", .number(report.ownersNotSet)),
      (
        "attributes_not_set",
        JSON.remarks(report.attributesNotSet.map { ($0.path, $0.reason) })
      ),
      ("exit_code", .number(Int(exitCode.rawValue))),
    ]
  }
}
