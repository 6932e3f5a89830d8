import Format
import Repository
import Snapshots

/// What a backup says at its end.
struct BackupSummary {
  let report: BackupReport
  let exclusions: ExclusionText
  let location: Location
  let isVerbose: Bool
  let emptySources: [[UInt8]]
  /// What was to be said about the snapshot.
  let wanted: SnapshotOptions
  let nanoseconds: UInt64

  /// Files that were not read, and sources that are not there, are missing in the snapshot.
  var exitCode: ExitCode {
    remarks.exitCode
  }

  /// One line for those who were not there: "saved a3f81c2e: 18 204 files, 9.4 GiB".
  var sentence: String {
    let counts = report.snapshot.counts
    let missing = [
      (report.unreadable.count, "could not be read"), (report.missingSources.count, "not found"),
    ]
    let what = report.same == nil ? "saved" : "nothing changed since"
    return
      ([
        "\(what) \(report.id.short): \(Wording.count(counts.files, "file")), "
          + Wording.bytes(counts.fileBytes)
      ] + missing.filter { $0.0 > 0 }.map { "\(Wording.count(UInt64($0.0), "path")) \($0.1)" })
      .joined(separator: "; ")
  }

  func show(_ output: Output) {
    if output.format == .json { return output.object(fields) }
    if let same = report.same {
      output.summary(sameLine(same))
      for line in unsaidLines(about: same) { output.summary("  \(line)") }
    } else {
      output.summary(
        "Snapshot \(report.id.short) of \(Wording.set(of: report.snapshot)) saved to "
          + "\(location.name) in \(Wording.duration(nanoseconds: nanoseconds)).")
      output.summary("  \(countsLine)")
    }
    // What was damaged is stored again though nothing has changed.
    if report.same == nil || report.snapshot.counts.newChunkBytes > 0 {
      output.summary("  \(bytesLine)")
    }
    if isVerbose {
      for line in exclusions.lines(of: report.excluded) { output.summary("  \(line)") }
    }
    for path in report.leftOut {
      output.summary("  Left out, as it is martlet's own: \(Printable.text(path))")
    }
    for line in remarks.lines { output.line(output.tinted(line, .warning)) }
  }

  private func sameLine(_ same: CatalogedSnapshot) -> String {
    let time = LocalTime(same.snapshot.time).map {
      " of \($0.day(now: report.snapshot.time)) \($0.clock)"
    }
    return "Nothing changed since \(same.id.short)\(time ?? ""): no new snapshot."
  }

  /// Tags and a note that no snapshot has got, and how the one that is there gets them.
  private func unsaidLines(about same: CatalogedSnapshot) -> [String] {
    let tags = wanted.tag.filter { !same.remarks.tags.contains($0) }
    let note = wanted.note.flatMap { $0 == same.remarks.note ?? "" ? nil : $0 }
    let added = tags.map { " --add \(Self.quoted($0))" }.joined()
    let id = same.id.short
    return [
      tags.isEmpty ? nil : "No snapshot got the tags; to give them: martlet tag \(id)\(added)",
      note.map { "No snapshot got the note; to give it: martlet note \(id) \(Self.quoted($0))" },
    ].compactMap { $0 }
  }

  private static func quoted(_ text: String) -> String {
    ShellWord.quoted(Printable.text(text))
  }

  private var countsLine: String {
    let counts = report.snapshot.counts
    let parts = [
      (counts.newFiles, "new"), (counts.changedFiles, "changed"),
      (UInt64(report.deleted), "deleted"), (counts.unchangedFiles, "unchanged"),
    ]
    return "\(Wording.count(counts.files, "file")), \(Wording.bytes(counts.fileBytes)): "
      + parts.map { "\(Wording.count($0.0)) \($0.1)" }.joined(separator: ", ")
      + exclusions.sum(of: report.excluded)
  }

  /// New data is what no chunk in the repository had, so what deduplication saved is not in it.
  private var bytesLine: String {
    let added = report.snapshot.counts.newChunkBytes
    let stored = report.snapshot.counts.storedBytes
    guard added > 0 else { return "Added nothing: all of it was in the repository already" }
    let saved =
      added > stored ? " (\(Wording.bytes(added - stored)) saved by delta and compression)" : ""
    return "Added \(Wording.bytes(added)), stored as \(Wording.bytes(stored))\(saved)"
  }
}

extension BackupSummary {
  private var remarks: BackupRemarks {
    BackupRemarks(
      unreadable: report.unreadable, missingSources: report.missingSources,
      unsteady: report.unsteady, emptySources: emptySources, warnings: warnings,
      isVerbose: isVerbose)
  }

  private var warnings: [String] {
    report.warnings + (isNothingLeft ? [BackupRemarks.nothingLeft] : [])
  }

  /// Patterns that leave nothing were hardly meant so.
  private var isNothingLeft: Bool {
    let counts = report.snapshot.counts
    return counts.files + counts.symlinks + counts.others == 0 && report.excluded.total > 0
      && report.unreadable.isEmpty
  }
}

// MARK: JSON

extension BackupSummary {
  /// A line for programs, before what follows the backup and may take long.
  func showSaved(_ output: Output) {
    output.object([("schema", .schema), ("type", "saved")] + names)
  }

  private var names: [(String, JSON)] {
    [
      ("snapshot", report.same == nil ? .text(report.id.description) : .null),
      ("same_as", report.same.map { .text($0.id.description) } ?? .null),
    ] + JSON.named("repository", location.path.bytes)
  }

  private var fields: [(String, JSON)] {
    let counts = report.snapshot.counts
    return [("schema", .schema), ("type", "summary")] + names + JSON.identity(of: report.snapshot)
      + [
        ("files", .number(counts.files)), ("folders", .number(counts.folders)),
        ("bytes", .number(counts.fileBytes)), ("new", .number(counts.newFiles)),
        ("changed", .number(counts.changedFiles)), ("deleted", .number(report.deleted)),
        ("unchanged", .number(counts.unchangedFiles)), ("added", .number(counts.newChunkBytes)),
        ("stored", .number(counts.storedBytes)),
        ("seconds", .decimal(Double(nanoseconds / 1_000_000) / 1000)),
        ("unreadable", JSON.remarks(report.unreadable.map { ($0.path, $0.reason) })),
        ("unsteady", JSON.remarks(report.unsteady.map { ($0.path, $0.reason) })),
        ("excluded", .number(report.excluded.total)),
        ("excluded_by", .list(report.excluded.excluding.map(exclusions.json))),
      ] + JSON.paths("missing", report.missingSources) + JSON.paths("left_out", report.leftOut)
      + JSON.paths("empty", emptySources)
      + [
        ("warnings", .list(warnings.map(JSON.text))),
        ("exit_code", .number(Int(exitCode.rawValue))),
      ]
  }
}
