import Format
import Repository

/// What a check says at its end: what it proved, and what is wrong.
struct CheckVerdict {
  private static let listedNotes = 10

  let report: CheckReport
  let hasReadData: Bool
  let isVerbose: Bool

  var exitCode: ExitCode { report.isSound ? .done : .damage }

  func show(_ output: Output) {
    if output.format == .json { return showJSON(output) }
    output.summary(line("Structure", structure, report.isSound ? "ok" : "damaged"))
    output.summary(
      hasReadData
        ? line("Contents", contents, report.isSound ? "ok" : "damaged")
        : line("Contents", "not read: martlet check --read-data reads them", "unproven"))
    for finding in damage { output.line("! \(text(finding))") }
    if !report.affected.isEmpty {
      let names = report.affected.map(\.short)
      output.line(
        "! \(Wording.count(UInt64(names.count), "snapshot")) cannot be restored whole: "
          + Wording.list(names, limit: 10))
    }
    if exitCode == .damage {
      output.line(
        "  Run `martlet backup` again: it stores anew what the source still has."
          + "   exit \(exitCode.rawValue)")
    }
    showNotes(output)
  }

  private var damage: [CheckReport.Finding] { report.findings.filter { $0.weight == .damage } }
  private var notes: [CheckReport.Finding] { report.findings.filter { $0.weight == .note } }

  private var structure: String {
    [
      Wording.count(UInt64(report.snapshots), "snapshot"),
      Wording.count(UInt64(report.trees), "tree"),
      Wording.count(UInt64(report.chunks), "chunk"), Wording.count(UInt64(report.packs), "pack"),
    ].joined(separator: ", ") + (report.isSound ? ": all there" : "")
  }

  private var contents: String {
    "\(Wording.count(UInt64(report.packsRead))) of "
      + "\(Wording.count(UInt64(report.packs), "pack")) read: \(Wording.bytes(report.bytesRead))"
  }

  /// Harmless things, few of them unless all were asked for.
  private func showNotes(_ output: Output) {
    let limit = isVerbose ? notes.count : Self.listedNotes
    for finding in notes.prefix(limit) { output.summary("  \(text(finding))") }
    if notes.count > limit {
      output.summary("  and \(Wording.count(UInt64(notes.count - limit))) more; -v lists all")
    }
  }

  private func line(_ title: String, _ text: String, _ verdict: String) -> String {
    "\(Printable.padded(title, to: 12))\(Printable.padded(text, to: 66)) \(verdict)"
  }

  private func text(_ finding: CheckReport.Finding) -> String {
    "\(Printable.text(finding.problem)) (\(Printable.text(finding.location)))"
  }

  private func showJSON(_ output: Output) {
    for finding in report.findings {
      output.object([
        ("schema", .schema), ("type", "finding"),
        ("weight", finding.weight == .damage ? "damage" : "note"),
        ("problem", .text(finding.problem)), ("location", .text(finding.location)),
      ])
    }
    output.object([
      ("schema", .schema), ("type", "summary"), ("sound", .flag(report.isSound)),
      ("snapshots", .number(report.snapshots)), ("trees", .number(report.trees)),
      ("chunks", .number(report.chunks)), ("packs", .number(report.packs)),
      ("packs_read", .number(report.packsRead)), ("bytes_read", .number(report.bytesRead)),
      ("affected", .list(report.affected.map { .text($0.description) })),
      ("exit_code", .number(Int(exitCode.rawValue))),
    ])
  }
}
