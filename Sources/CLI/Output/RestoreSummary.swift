import Format
import Snapshots
import SystemPackage

/// What a restore says at its end.
struct RestoreSummary {
  let report: RestoreReport
  let request: RestoreRequest
  let snapshot: SnapshotID
  let isVerbose: Bool
  let nanoseconds: UInt64

  /// Owners that an ordinary user cannot set are said and do not count, unless they are required.
  var exitCode: ExitCode {
    if !report.unlike.isEmpty || isProvedDamaged { return .damage }
    let isComplete =
      report.failed.isEmpty && report.keptNewer.isEmpty && report.notDeleted.isEmpty
      && report.losses.others.isEmpty && report.losses.hardLinks == 0
    if isNothing { return .incomplete }
    let ownersAreMissing = request.owners == .require && report.losses.owners > 0
    return isComplete && !ownersAreMissing ? .done : .incomplete
  }

  /// A restore that was to prove what it restored has found the repository damaged.
  private var isProvedDamaged: Bool {
    request.effect == .writtenAndVerified && report.damaged > 0
  }

  /// Patterns that choose nothing were hardly meant so.
  private var isNothing: Bool {
    !request.selection.included.isEmpty && report.failed.isEmpty && report.kept.isEmpty
      && report.files + report.folders + report.symlinks + report.others + report.unchanged == 0
  }

  func show(_ output: Output) {
    if output.format == .json { return output.object(fields) }
    for line in summaryLines { output.summary(line) }
    if isNothing {
      warn("! Nothing there matches --include\(Self.ending(.incomplete))", output)
    }
    for line in lossLines { line.hasPrefix("!") ? warn(line, output) : output.line(line) }
    list(
      report.failed.map(\.words), "not restored", output,
      isProvedDamaged ? .damage : .incomplete)
    list(report.keptNewer.map { Printable.text($0) }, "kept: newer than in the snapshot", output)
    list(report.notDeleted.map(\.words), "not deleted", output)
    list(report.unlike.map(\.words), "not what the snapshot says", output, .damage)
    if report.damaged > 0 {
      warn("! The repository is damaged. See what is affected: martlet check --read-data", output)
    }
  }
}

// MARK: what was done

extension RestoreSummary {
  private var summaryLines: [String] {
    let source = "from snapshot \(snapshot.short) \(request.target.words)"
    var lines =
      request.effect == .planned
      ? ["Would restore \(what) \(source); nothing was written."]
      : ["Restored \(what) \(source) in \(Wording.duration(nanoseconds: nanoseconds))."]
    if report.unchanged > 0 { lines.append("  \(unchanged)") }
    let present = report.kept.count - report.keptNewer.count
    if present > 0 {
      lines.append("  \(Wording.count(UInt64(present), "other")) kept: whatever is there stays")
    }
    if report.deleted > 0 {
      let verb = request.effect == .planned ? "Would delete" : "Deleted"
      lines.append(
        "  \(verb) \(Wording.count(UInt64(report.deleted))) that the snapshot does not have")
    }
    if request.effect == .writtenAndVerified {
      let verified = Wording.count(UInt64(report.verified))
      lines.append("  Compared: \(verified) on the disk are what the snapshot says")
    }
    return lines
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

  private var unchanged: String {
    let verb = request.effect == .planned ? "would get" : "got"
    let adjusted =
      report.adjusted > 0
      ? "; \(Wording.count(UInt64(report.adjusted))) of them \(verb) other attributes" : ""
    let were = report.unchanged == 1 ? "was" : "were"
    return "\(Wording.count(UInt64(report.unchanged))) \(were) there already\(adjusted)"
  }
}

// MARK: what was not done

extension RestoreSummary {
  private var lossLines: [String] {
    let losses = report.losses
    var lines: [String] = []
    if losses.owners > 0 {
      let setIDs =
        losses.setIDs > 0
        ? ", and so \(Wording.count(UInt64(losses.setIDs))) without setuid or setgid" : ""
      let isError = request.owners == .require
      lines.append(
        "\(isError ? "!" : " ") \(Wording.count(UInt64(losses.owners), "owner")) not set\(setIDs): "
          + "only root may give files to others\(isError ? Self.ending(.incomplete) : "")")
    }
    if losses.privileged > 0 {
      lines.append(
        "  \(Wording.count(UInt64(losses.privileged), "attribute")) not set: only root may set "
          + "trusted.* and security.*")
    }
    if losses.hardLinks > 0 {
      lines.append(
        "! \(Wording.count(UInt64(losses.hardLinks), "hard link")) became a copy: the file system "
          + "gave no further name\(Self.ending(.incomplete))")
    }
    return lines + others.map(line)
  }

  private var others: [(RestoreLosses.Cause, RestoreLosses.Extent)] {
    report.losses.others.map { ($0.key, $0.value) }.sorted {
      ($0.0.what, $0.0.error.rawValue) < ($1.0.what, $1.0.error.rawValue)
    }
  }

  private func line(_ cause: RestoreLosses.Cause, _ extent: RestoreLosses.Extent) -> String {
    let places = extent.examples.prefix(3).map { $0.isEmpty ? "." : Printable.text($0) }
      .joined(separator: ", ")
    let more = extent.count - min(3, extent.examples.count)
    return "! \(Wording.count(UInt64(extent.count))) without their \(Printable.text(cause.what)) "
      + "(\(cause.error.clause)): \(places)"
      + (more > 0 ? " and \(Wording.count(UInt64(more))) more" : "") + Self.ending(.incomplete)
  }

  private static func ending(_ code: ExitCode) -> String { "   exit \(code.rawValue)" }

  private func list(
    _ items: [String], _ what: String, _ output: Output, _ code: ExitCode = .incomplete
  ) {
    guard !items.isEmpty else { return }
    if isVerbose {
      for item in items { warn("! \(what): \(item)", output) }
    } else {
      let more = items.count > 3 ? "; -v lists all" : ""
      warn(
        "! \(Wording.count(UInt64(items.count), "path")) \(what): "
          + "\(Wording.list(items, limit: 3))\(more)\(Self.ending(code))", output)
    }
  }

  private func warn(_ line: String, _ output: Output) {
    output.line(output.tinted(line, .warning))
  }
}

extension RestoreReport.Remark {
  /// "docs/a (permission denied)".
  fileprivate var words: String {
    "\(path.isEmpty ? "." : Printable.text(path)) (\(Printable.text(reason)))"
  }
}

// MARK: JSON

extension RestoreSummary {
  private var fields: [(String, JSON)] {
    [
      ("schema", .schema), ("type", "summary"), ("snapshot", .text(snapshot.description)),
      ("dry_run", .flag(request.effect == .planned)),
    ] + target + [
      ("files", .number(report.files)), ("folders", .number(report.folders)),
      ("symlinks", .number(report.symlinks)), ("others", .number(report.others)),
      ("bytes", .number(report.bytes)), ("unchanged", .number(report.unchanged)),
      ("adjusted", .number(report.adjusted)), ("deleted", .number(report.deleted)),
      ("seconds", .decimal(Double(nanoseconds / 1_000_000) / 1000)),
      ("failed", JSON.remarks(report.failed.map { ($0.path, $0.reason) })),
      ("damaged", .number(report.damaged)),
    ] + JSON.paths("kept_newer", report.keptNewer)
      + JSON.paths("kept", report.kept.filter { $0.reason == .present }.map(\.path)) + [
        ("not_deleted", JSON.remarks(report.notDeleted.map { ($0.path, $0.reason) })),
        ("owners_not_set", .number(report.losses.owners)),
        ("set_ids_not_set", .number(report.losses.setIDs)),
        ("privileged_attributes_not_set", .number(report.losses.privileged)),
        ("hard_links_copied", .number(report.losses.hardLinks)),
        ("attributes_not_set", losses), ("verified", .number(report.verified)),
        ("unlike", JSON.remarks(report.unlike.map { ($0.path, $0.reason) })),
        ("exit_code", .number(Int(exitCode.rawValue))),
      ]
  }

  private var target: [(String, JSON)] {
    switch request.target {
    case .folder(let path): JSON.named("target", path.bytes)
    case .inPlace: [("target", .null)]
    }
  }

  private var losses: JSON {
    .list(
      others.map { cause, extent in
        .object(
          [
            ("what", .text(cause.what)), ("reason", .text(cause.error.clause)),
            ("count", .number(extent.count)),
          ] + JSON.paths("examples", extent.examples))
      })
  }
}
