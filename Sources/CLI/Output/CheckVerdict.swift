import Format
import Repository

/// What a check says at its end: what it proved, and what is wrong.
///
/// As JSON: a line of type `finding` for each, with `weight` (`damage`, or `note` for what is
/// harmless), `part` (`structure` or `contents`), `problem` and `location`; then one of type
/// `summary`:
/// - `repository`: where it is, as in a `finding`
/// - `sound`: nothing is damaged; `affected`: IDs of snapshots that cannot be restored whole
/// - `snapshots`, `trees`, `chunks`, `packs`: how many there are; `pack_bytes`: of all packs
/// - `packs_read`, `bytes_read`: read to the last byte in this run, damaged or not
/// - `remembered`: whether this machine remembers what was read; then also `never_read`, the packs
///   that it has never found in order, and `oldest_proof`, when it read the one of the others that
///   it has not read for longest (`null` if there is none)
/// - `exit_code`
struct CheckVerdict {
  /// What this machine keeps of what it has read.
  enum Memory {
    case kept
    /// `--no-cache`.
    case unwanted
    /// There is no folder for it.
    case homeless
  }

  enum Occasion {
    /// It is what the command is about.
    case command
    /// Its last line is of type `checked`: the summary is that of the backup.
    case partOfBackup
  }

  private static let listedNotes = 10

  let report: CheckReport
  /// Of the repository, as `NameText` has it.
  let location: String
  /// Those of the affected snapshots that are the newest of their sets.
  let affectedNewest: [SnapshotID]
  let hasReadData: Bool
  let memory: Memory
  /// Seconds since 1970.
  let now: Int64
  let isVerbose: Bool

  var exitCode: ExitCode { report.isSound ? .done : .damage }

  func show(_ output: Output, _ occasion: Occasion = .command) {
    if output.format == .json { return showJSON(output, occasion) }
    output.summary(line("Structure", structure, verdict(on: .structure)))
    output.summary(
      hasReadData
        ? line("Contents", contents, verdict(on: .contents))
        : line("Contents", "not read: martlet check --read-data reads them", "unproven"))
    if let coverage { output.summary(line("Coverage", coverage.text, coverage.verdict)) }
    for finding in damage { output.line(output.tinted("! \(text(finding))", .bad)) }
    if !report.affected.isEmpty {
      let names = report.affected.map(\.short)
      output.line(
        output.tinted(
          "! \(Wording.count(UInt64(names.count), "snapshot")) cannot be restored whole: "
            + Wording.list(names, limit: 10), .bad))
    }
    if exitCode == .damage { output.line("  \(advice)   exit \(exitCode.rawValue)") }
    showNotes(output)
  }

  /// Where the newest snapshots are whole, all that the sources had then is stored: another backup
  /// brings back nothing.
  private var advice: String {
    guard !report.affected.isEmpty, affectedNewest.isEmpty else {
      return "Run `martlet backup` again: it stores anew what the source still has."
    }
    let names = report.affected.prefix(10).map(\.short).joined(separator: " ")
    return "Newer snapshots are whole. Restore what is left of these, then drop them: "
      + "martlet forget \(names)"
  }

  /// One line for the history: what it proved, and what not.
  var proof: String {
    guard report.isSound else {
      return "damaged: \(Wording.count(UInt64(damage.count), "finding"))"
    }
    return "\(structure); \(hasReadData ? contents : "contents not read")"
  }

  private var damage: [CheckReport.Finding] { report.findings.filter { $0.weight == .damage } }
  private var notes: [CheckReport.Finding] { report.findings.filter { $0.weight == .note } }

  private func verdict(on part: CheckReport.Finding.Part) -> String {
    report.isSound(part) ? "ok" : "damaged"
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
}

// MARK: what was proved

extension CheckVerdict {
  private var structure: String {
    [
      Wording.count(UInt64(report.snapshots), "snapshot"),
      Wording.count(UInt64(report.trees), "tree"),
      Wording.count(UInt64(report.chunks), "chunk"), Wording.count(UInt64(report.packs), "pack"),
    ].joined(separator: ", ") + (report.isSound(.structure) ? ": all there" : "")
  }

  private var contents: String {
    "\(Wording.count(UInt64(report.packsRead))) of "
      + "\(Wording.count(UInt64(report.packs), "pack")) read\(share): "
      + Wording.bytes(report.bytesRead)
  }

  /// Of the bytes; nothing where all were read.
  private var share: String {
    guard report.packsRead < report.packs, report.packBytes > 0 else { return "" }
    let percent = report.bytesRead * 100 / report.packBytes
    return " (\(percent == 0 ? "under 1" : "\(percent)") %, oldest proof first)"
  }

  /// `nil` where there is nothing to tell that is not said already.
  private var coverage: (text: String, verdict: String)? {
    let coverage = report.coverage
    switch memory {
    case .unwanted where hasReadData:
      return ("not known: with --no-cache nothing is remembered", "unproven")
    case .homeless where hasReadData:
      return ("not known: there is no $HOME, so nothing is remembered", "unproven")
    case .kept where hasReadData && coverage.packs > 0 || coverage.oldest != nil:
      return (text(coverage), coverage.neverRead == 0 ? "ok" : "unproven")
    default: return nil
    }
  }

  private func text(_ coverage: ProofCoverage) -> String {
    let neverRead = Wording.count(UInt64(coverage.neverRead))
    guard let oldest = coverage.oldest else { return "no pack was ever found in order here" }
    let days = Wording.count(Self.days(from: oldest, to: now), "day")
    return coverage.neverRead == 0
      ? "every pack has been read within \(days); 0 never read"
      : "\(neverRead) of \(Wording.count(UInt64(coverage.packs), "pack")) never read; "
        + "the others within \(days)"
  }

  /// Begun days count.
  private static func days(from start: Int64, to end: Int64) -> UInt64 {
    let (seconds, overflow) = end.subtractingReportingOverflow(start)
    return overflow || seconds < 0 ? 1 : UInt64(seconds) / 86_400 + 1
  }
}

// MARK: JSON

extension CheckVerdict {
  private func showJSON(_ output: Output, _ occasion: Occasion) {
    for finding in report.findings {
      output.object(
        [("schema", .schema), ("type", "finding")] + JSON.named("repository", location) + [
          ("weight", finding.weight == .damage ? "damage" : "note"),
          ("part", finding.part == .structure ? "structure" : "contents"),
          ("problem", .text(finding.problem)),
        ] + JSON.named("location", finding.location))
    }
    output.object(
      [
        ("schema", .schema), ("type", occasion == .command ? "summary" : "checked"),
      ] + JSON.named("repository", location) + [
        ("sound", .flag(report.isSound)),
        ("snapshots", .number(report.snapshots)), ("trees", .number(report.trees)),
        ("chunks", .number(report.chunks)), ("packs", .number(report.packs)),
        ("pack_bytes", .number(report.packBytes)),
        ("packs_read", .number(report.packsRead)), ("bytes_read", .number(report.bytesRead)),
      ] + memoryFields + [
        ("affected", .list(report.affected.map { .text($0.description) })),
        ("exit_code", .number(Int(exitCode.rawValue))),
      ])
  }

  private var memoryFields: [(String, JSON)] {
    guard case .kept = memory else { return [("remembered", .flag(false))] }
    let oldest = report.coverage.oldest.flatMap { seconds in
      LocalTime(Timestamp(seconds: seconds, nanoseconds: 0))?.rfc3339
    }
    return [
      ("remembered", .flag(true)), ("never_read", .number(report.coverage.neverRead)),
      ("oldest_proof", oldest.map(JSON.text) ?? .null),
    ]
  }
}
