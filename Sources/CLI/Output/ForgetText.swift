import Format
import Repository
import Snapshots

/// What `forget` says: which snapshots go, why the others stay, and what that frees.
///
/// As JSON a line of type `decision` for each snapshot that was looked at, with `keep` and
/// `reasons`; then one of type `forgotten`.
struct ForgetText {
  let choice: ForgetRun.Choice
  /// `nil` where the space is left to a later prune.
  let proposal: PruneProposal?
  /// Of the repository, as `NameText` has it.
  let location: String
  let isDryRun: Bool
  let now: Timestamp

  /// A set about which there are doubts is one that a rule of safety kept.
  var exitCode: ExitCode { doubtful.isEmpty ? .done : .refused }

  private var forgotten: [CatalogedSnapshot] { choice.forgotten }

  private var parts: [ForgetPlan.Part] {
    if case .ruled(let plan) = choice { plan.parts } else { [] }
  }

  private var doubtful: [ForgetPlan.Part] { parts.filter { $0.suspicion != nil } }

  /// What is going to be done.
  func showPlan(_ output: Output) {
    guard output.format == .text else {
      for fields in decisions { output.object(fields) }
      return
    }
    switch choice {
    case .named(let snapshots): show(snapshots, output)
    case .ruled(let plan): for part in plan.parts { show(part, output) }
    }
    showDoubts(output)
    guard let proposal, !forgotten.isEmpty || !proposal.isNothing else { return }
    output.summary(spaceLine(proposal))
  }

  /// The sets that a rule of safety keeps as they are.
  func showDoubts(_ output: Output) {
    guard output.format == .text else { return }
    for part in doubtful {
      output.line(
        output.tinted(
          "! \(doubt(part)). \(advice(part))   exit \(ExitCode.refused.rawValue)", .bad))
    }
  }

  /// What was done; `nil` where nothing was freed.
  func showEnd(_ report: PruneReport?, _ output: Output) {
    guard output.format == .text else { return output.object(summary(report)) }
    if !forgotten.isEmpty || doubtful.isEmpty {
      output.summary("\(sentence(report).capitalizedFirst).")
    }
    if let report { PruneText(report: report, now: now).showRemarks(output) }
  }

  /// "2 of 14 snapshots forgotten, 171 MiB freed".
  func sentence(_ report: PruneReport?) -> String {
    let looked = parts.reduce(0) { $0 + $1.plan.decisions.count }
    let count = UInt64(forgotten.count)
    let what =
      looked > 0
      ? "\(Wording.count(count)) of \(Wording.count(UInt64(looked), "snapshot"))"
      : Wording.count(count, "snapshot")
    if isDryRun { return "\(what) would be forgotten; nothing was changed" }
    if count == 0, let part = doubtful.first { return doubt(part) }
    guard let report else {
      return count == 0 ? "\(what) forgotten" : "\(what) forgotten; martlet prune frees the space"
    }
    return "\(what) forgotten, \(PruneText(report: report, now: now).sentence)"
  }

  private func spaceLine(_ proposal: PruneProposal) -> String {
    let needed = Wording.bytes(UInt64(clamping: proposal.noLongerNeeded))
    let freed = Wording.bytes(UInt64(clamping: proposal.freedBytes))
    return "No longer needed \(needed), freed now about \(freed)."
  }

  private func advice(_ part: ForgetPlan.Part) -> String {
    guard let suspicion = part.suspicion else { return "" }
    return
      "Look: martlet diff \(suspicion.previous.short) \(suspicion.snapshot.short). If it is as "
      + "it should be, add --despite-changes to martlet forget"
  }

  private func doubt(_ part: ForgetPlan.Part) -> String {
    guard let suspicion = part.suspicion, let newest = part.plan.decisions.last?.snapshot else {
      return ""
    }
    return "nothing is forgotten of \(Wording.setOnHost(newest.snapshot)): "
      + "\(suspicion.snapshot.short) \(suspicion.words)"
  }
}

// MARK: tables

extension ForgetText {
  private func show(_ part: ForgetPlan.Part, _ output: Output) {
    guard let newest = part.plan.decisions.last?.snapshot.snapshot else { return }
    var table = TextTable([
      .left(Wording.setOnHost(newest)), .right("size"), .right("added"), .left("what"),
      .left("reasons"),
    ])
    for decision in part.plan.decisions {
      let stays = !decision.reasons.isEmpty || part.suspicion != nil
      table.add(
        cells(decision.snapshot) + [
          stays ? "keep" : "forget",
          decision.reasons.map { Printable.text($0.description) }.joined(separator: ", "),
        ])
    }
    for line in table.lines { show(line, output) }
  }

  private func show(_ snapshots: [CatalogedSnapshot], _ output: Output) {
    var table = TextTable([.left("forget"), .right("size"), .right("added"), .left("of")])
    for snapshot in snapshots {
      table.add(cells(snapshot) + [Wording.setOnHost(snapshot.snapshot)])
    }
    for line in table.lines { show(line, output) }
  }

  /// It is the result of a dry run; otherwise it only tells that all went well.
  private func show(_ line: String, _ output: Output) {
    if isDryRun { output.line(line) } else { output.summary(line) }
  }

  private func cells(_ cataloged: CatalogedSnapshot) -> [String] {
    let snapshot = cataloged.snapshot
    let time = LocalTime(snapshot.time)
    return [
      "\(cataloged.id.short)  \(time?.day(now: now) ?? "?") \(time?.clock ?? "")",
      Wording.bytes(snapshot.counts.fileBytes), Wording.bytes(snapshot.counts.storedBytes),
    ]
  }
}

extension SuspiciousChange {
  /// "lost 9 000 of 10 000 files".
  var words: String {
    let count = "\(Wording.count(files)) of \(Wording.count(before, "file"))"
    return what == .lost ? "lost \(count)" : "has other contents in \(count)"
  }
}

// MARK: JSON

extension ForgetText {
  private var decisions: [[(String, JSON)]] {
    switch choice {
    case .named(let snapshots): snapshots.map { fields($0, stays: false, []) }
    case .ruled(let plan):
      plan.parts.flatMap { part in
        part.plan.decisions.map { decision in
          fields(
            decision.snapshot, stays: !decision.reasons.isEmpty || part.suspicion != nil,
            decision.reasons)
        }
      }
    }
  }

  private func fields(
    _ cataloged: CatalogedSnapshot, stays: Bool, _ reasons: [RetentionReason]
  ) -> [(String, JSON)] {
    [("schema", .schema), ("type", "decision")] + JSON.named("repository", location) + [
      ("snapshot", .text(cataloged.id.description)),
      ("time", .time(cataloged.snapshot.time)), ("set", .text(cataloged.snapshot.set)),
      ("host", .text(cataloged.snapshot.host)), ("keep", .flag(stays)),
      ("reasons", .list(reasons.map { .text($0.description) })),
    ]
  }

  private func summary(_ report: PruneReport?) -> [(String, JSON)] {
    let code = exitCode.worse(report?.exitCode ?? .done)
    var fields: [(String, JSON)] = [("schema", .schema), ("type", "forgotten")]
    fields += JSON.named("repository", location)
    fields += [
      ("forgotten", .number(forgotten.count)),
      ("doubtful", .number(doubtful.count)),
      ("no_longer_needed", proposal.map { .number($0.noLongerNeeded) } ?? .null),
      ("expected", proposal.map { .number($0.freedBytes) } ?? .null),
    ]
    if let report { fields += PruneText(report: report, now: now).fields }
    fields.append(("doubts", .list(doubtful.map { .text(doubt($0)) })))
    fields.append(("dry_run", .flag(isDryRun)))
    fields.append(("exit_code", .number(Int(code.rawValue))))
    return fields
  }
}
