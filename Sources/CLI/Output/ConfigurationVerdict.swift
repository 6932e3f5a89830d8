import Snapshots
import SystemPackage

/// What `config check` says.
struct ConfigurationVerdict {
  let path: FilePath
  let review: ConfigurationReview

  func show(_ output: Output) -> ExitCode {
    let code: ExitCode = review.hasErrors ? .usage : .done
    for finding in review.findings { show(finding, output) }
    if output.format == .json {
      output.object(
        [("schema", .schema), ("type", "summary")] + JSON.named("path", path.bytes) + [
          ("errors", .number(count(.error))), ("warnings", .number(count(.warning))),
          ("exit_code", .number(Int(code.rawValue))),
        ])
    } else if code == .done {
      output.summary("\(Printable.text(path.bytes)) can be used: \(contents).")
    } else {
      output.line(
        "\(Printable.text(path.bytes)) cannot be used: "
          + "\(Wording.count(UInt64(count(.error)), "error")).   exit \(code.rawValue)")
    }
    return code
  }

  private func show(_ finding: ConfigurationReview.Finding, _ output: Output) {
    let position = finding.position
    guard output.format == .text else {
      return output.object([
        ("schema", .schema), ("type", "finding"), ("weight", .text(finding.weight.rawValue)),
        ("line", .number(position.line)), ("column", .number(position.column)),
        ("problem", .text(finding.problem)), ("advice", .text(finding.advice)),
      ])
    }
    let advice = finding.advice.isEmpty ? "" : ". \(finding.advice)"
    let text = Printable.text("\(position.text): \(finding.problem)\(advice)")
    switch finding.weight {
    case .error: output.line(output.tinted("! \(text)", .bad))
    case .warning: output.line(output.tinted("! \(text)", .warning))
    case .note: output.summary("  \(text)")
    }
  }

  private func count(_ weight: ConfigurationReview.Weight) -> Int {
    review.findings.count { $0.weight == weight }
  }

  private var contents: String {
    let profiles = review.configuration?.profiles.map(\.name.value) ?? []
    let repositories = review.configuration?.repositories.map(\.name.value) ?? []
    return [("profiles", profiles), ("repositories", repositories)].map { what, names in
      names.isEmpty ? "no \(what)" : "\(what) \(names.joined(separator: ", "))"
    }.joined(separator: "; ")
  }
}
