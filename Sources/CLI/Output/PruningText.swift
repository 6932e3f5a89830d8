import Format
import Repository

/// What `prune` says: what it is about to do, and what it has done.
///
/// As JSON a line of type `plan`, and in any case one of type `pruned` at the end.
struct PruningText {
  /// Of the repository, as `NameText` has it.
  let location: String
  let now: Timestamp
  let isDryRun: Bool

  func show(_ proposal: PruneProposal, _ output: Output) {
    guard output.format == .text else { return output.object(fields(proposal)) }
    guard !proposal.isNothing else {
      return output.summary("Nothing to free at \(place)\(unused(proposal)).")
    }
    output.summary("At \(place), of \(Wording.bytes(packBytes(proposal))) in packs:")
    for line in lines(proposal) { output.summary("  \(line)") }
  }

  func showEnd(_ reports: [PruneReport], _ output: Output) {
    guard output.format == .text else {
      return output.object(summary(reports.reduce(PruneReport(), +)))
    }
    guard !reports.isEmpty else { return }
    output.summary("\(sentence(reports).capitalizedFirst).")
    for report in reports { PruneText(report: report, now: now).showRemarks(output) }
  }

  /// "171 MiB freed".
  func sentence(_ reports: [PruneReport]) -> String {
    guard !reports.isEmpty else { return "nothing to free" }
    return PruneText(report: reports.reduce(PruneReport(), +), now: now).sentence
  }

  private var place: String { Printable.text(location) }

  private func lines(_ proposal: PruneProposal) -> [String] {
    let dead = proposal.dead.reduce(0) { $0 + $1.length }
    let stray = proposal.stray.values.reduce(0, &+)
    let files = proposal.files.values.reduce(0, &+)
    var lines: [String] = []
    if dead > 0 { lines.append("\(size(dead)) in packs that nobody needs go") }
    if !proposal.rewritten.isEmpty {
      let packs = Wording.count(UInt64(proposal.rewritten.count), "pack")
      let live = proposal.rewritten.reduce(0) { $0 + $1.live }
      lines.append("\(size(proposal.rewrittenBytes)) in \(packs) are rewritten as \(size(live))")
    }
    if stray > 0 { lines.append("\(Wording.bytes(stray)) that interrupted runs left go") }
    if !proposal.missing.isEmpty {
      let packs = Wording.count(UInt64(proposal.missing.count), "missing pack")
      lines.append("\(packs) that nobody needs, no longer to be looked for")
    }
    if files > 0 { lines.append("\(Wording.bytes(files)) of snapshots and index runs go") }
    if proposal.unusedBytes > 0 { lines.append("\(size(proposal.unusedBytes)) stay unused") }
    lines.append("Freed about \(size(max(0, proposal.freedBytes)))")
    return lines
  }

  private func unused(_ proposal: PruneProposal) -> String {
    proposal.unusedBytes > 0 ? "; \(size(proposal.unusedBytes)) stay unused" : ""
  }

  private func size(_ bytes: Int) -> String { Wording.bytes(UInt64(clamping: bytes)) }

  private func packBytes(_ proposal: PruneProposal) -> UInt64 {
    let named = (proposal.dead + proposal.rewritten + proposal.staying).reduce(0) { $0 + $1.length }
    return UInt64(clamping: named) &+ proposal.stray.values.reduce(0, &+)
  }

  private func fields(_ proposal: PruneProposal) -> [(String, JSON)] {
    [
      ("schema", .schema), ("type", "plan"),
    ] + JSON.named("repository", location) + [
      ("pack_bytes", .number(packBytes(proposal))),
      ("dead", .number(proposal.dead.reduce(0) { $0 + $1.length })),
      ("rewritten", .number(proposal.rewrittenBytes)),
      ("moved", .number(proposal.rewritten.reduce(0) { $0 + $1.live })),
      ("stray", .number(proposal.stray.values.reduce(0, &+))),
      ("missing", .number(proposal.missing.count)),
      ("files", .number(proposal.files.count + proposal.mergedRuns.count)),
      ("unused", .number(proposal.unusedBytes)), ("expected", .number(proposal.freedBytes)),
    ]
  }

  private func summary(_ report: PruneReport) -> [(String, JSON)] {
    [("schema", .schema), ("type", "pruned")] + JSON.named("repository", location)
      + PruneText(report: report, now: now).fields
      + [
        ("dry_run", .flag(isDryRun)), ("exit_code", .number(Int(report.exitCode.rawValue))),
      ]
  }
}
