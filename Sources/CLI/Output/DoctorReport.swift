/// What `doctor` says: a line for each finding, with what to do below it.
///
/// As JSON a line of type `finding` for each, with `weight` (`ok`, `warning`: deserves a look,
/// `wrong`: keeps backups from working), `subject`, `text` and `advice` (empty for `ok`); then one
/// of type `summary` with the numbers of `warnings` and of what is `wrong`, and `exit_code`.
struct DoctorReport {
  private static let subjectColumns = 15

  let findings: [DoctorFinding]

  var exitCode: ExitCode { count(.wrong) == 0 ? .done : .failed }

  func show(_ output: Output) {
    if output.format == .json { return showJSON(output) }
    for finding in findings {
      let line =
        Self.mark(finding.weight)
        + Printable.padded(
          finding.subject.title, to: Self.subjectColumns) + Printable.text(finding.text)
      guard finding.weight != .ok else {
        output.summary(line)
        continue
      }
      output.line(output.tinted(line, finding.weight == .wrong ? .bad : .warning))
      let indent = String(repeating: " ", count: 4 + Self.subjectColumns)
      output.line(indent + Printable.text(finding.advice).capitalizedFirst)
    }
    let verdict = verdict
    if exitCode == .done { output.summary(verdict) } else { output.line(verdict) }
  }

  private func count(_ weight: DoctorFinding.Weight) -> Int {
    findings.count { $0.weight == weight }
  }

  private static func mark(_ weight: DoctorFinding.Weight) -> String {
    switch weight {
    case .ok: "ok  "
    case .warning: "!   "
    case .wrong: "x   "
    }
  }

  private var verdict: String {
    let warnings = count(.warning)
    let looks =
      "\(Wording.count(UInt64(warnings), "thing")) \(warnings == 1 ? "deserves" : "deserve") a look"
    let wrong = count(.wrong)
    guard wrong > 0 else { return warnings == 0 ? "All is well." : "Backups work; \(looks)." }
    let keeps = wrong == 1 ? "keeps" : "keep"
    return "\(Wording.count(UInt64(wrong), "thing")) \(keeps) backups from working"
      + (warnings == 0 ? "." : "; \(looks).") + "   exit \(exitCode.rawValue)"
  }

  private func showJSON(_ output: Output) {
    for finding in findings {
      output.object([
        ("schema", .schema), ("type", "finding"), ("weight", .text(finding.weight.rawValue)),
        ("subject", .text(finding.subject.rawValue)), ("text", .text(finding.text)),
        ("advice", .text(finding.advice)),
      ])
    }
    output.object([
      ("schema", .schema), ("type", "summary"), ("warnings", .number(count(.warning))),
      ("wrong", .number(count(.wrong))), ("exit_code", .number(Int(exitCode.rawValue))),
    ])
  }
}
