import Snapshots

/// What `--explain` says of one path.
struct ExplanationText {
  let exclusions: ExclusionText

  func show(_ explanation: Explanation, _ output: Output) {
    guard output.format == .text else { return output.object(fields(of: explanation)) }
    let problem = explanation.problem.map { "; it cannot be looked at: \($0)" } ?? ""
    output.line("\(Printable.text(explanation.path)): \(clause(of: explanation))\(problem)")
  }

  private func clause(of explanation: Explanation) -> String {
    switch explanation.verdict {
    case .isSource: "saved: it is a source"
    case .saved(nil): "saved: no rule matches"
    case .saved(let rule?): "saved: \(exclusions.text(of: rule)) brings it back"
    case .savedForListed: "saved: something listed is in it"
    case .savedEmpty(let reason):
      "saved without what is in it, which is \(excluded(reason, explanation.path, explanation))"
    case .leftOut(let reason, let place): excluded(reason, place, explanation)
    case .notBelow(let place): "not saved: \(Printable.text(place)) is no folder"
    case .inNoSource: "not saved: it lies in none of the sources"
    }
  }

  private func excluded(
    _ reason: Exclusion, _ place: [UInt8], _ explanation: Explanation
  ) -> String {
    let text = "excluded by \(exclusions.text(of: reason))"
    let path = Printable.text(place)
    switch reason {
    case .cacheFolder: return "\(text): the folder \(folder(of: place)) has a CACHEDIR.TAG"
    case .marker: return "\(text): the folder \(folder(of: place)) has it"
    case .otherFileSystem: return "\(text): another one begins at \(path)"
    case .rule where place != explanation.path: return "\(text), which matches the folder \(path)"
    case .notListed, .rule: return text
    default: return place == explanation.path ? text : "\(text): it lies in \(path)"
    }
  }

  private func folder(of place: [UInt8]) -> String {
    let end = place.lastIndex(of: UInt8(ascii: "/")) ?? 0
    return end == 0 ? "/" : Printable.text(Array(place[..<end]))
  }

  private func fields(of explanation: Explanation) -> [(String, JSON)] {
    [("schema", .schema), ("type", "explanation")] + JSON.named("path", explanation.path) + [
      ("saved", .flag(explanation.isSaved)), ("text", .text(clause(of: explanation))),
    ] + deciding(explanation.verdict)
      + [("problem", explanation.problem.map(JSON.text) ?? .null)]
  }

  /// What decides, and about which entry.
  private func deciding(_ verdict: Explanation.Verdict) -> [(String, JSON)] {
    switch verdict {
    case .saved(let rule?): exclusions.fields(of: .rule(rule))
    case .savedEmpty(let reason): exclusions.fields(of: reason)
    case .leftOut(let reason, let place):
      exclusions.fields(of: reason) + JSON.named("at", place)
    case .notBelow(let place): JSON.named("at", place)
    case .isSource, .saved(nil), .savedForListed, .inNoSource: []
    }
  }
}
