import Format
import Repository

/// What is said about a snapshot from now on, a line for each.
struct RemarkLines {
  let kind: SnapshotRecord.Kind
  let isDryRun: Bool

  func show(_ plan: RemarkPlan, _ output: Output) {
    guard output.format == .text else { return output.object(fields(plan)) }
    let snapshot = "\(plan.snapshot.id.short) of \(Wording.set(of: plan.snapshot.snapshot))"
    let isConditional = isDryRun && !plan.isNothing
    let when = plan.isNothing ? " already" : isDryRun ? "; nothing was changed" : " now"
    output.summary("\(snapshot) \(predicate(plan.after, isConditional))\(when).")
  }

  /// "has the tags #a #b", "would be pinned".
  private func predicate(_ remarks: Remarks, _ isConditional: Bool) -> String {
    let has = isConditional ? "would have" : "has"
    switch kind {
    case .tags:
      let tags = remarks.tags.map { "#\(Printable.text($0))" }
      return tags.isEmpty ? "\(has) no tags" : "\(has) the tags \(tags.joined(separator: " "))"
    case .note:
      return remarks.note.map { "\(has) the note \"\(Printable.text($0))\"" } ?? "\(has) no note"
    case .pin, .forgotten:
      let not = remarks.isPinned ? "" : "not "
      return isConditional ? "would \(not)be pinned" : "is \(not)pinned"
    }
  }

  private func fields(_ plan: RemarkPlan) -> [(String, JSON)] {
    [
      ("schema", .schema), ("type", "remarks"), ("snapshot", .text(plan.snapshot.id.description)),
    ] + JSON.remarks(plan.after) + [
      ("changed", .flag(!plan.isNothing && !isDryRun)), ("dry_run", .flag(isDryRun)),
    ]
  }
}
