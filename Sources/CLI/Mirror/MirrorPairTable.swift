import Format
import LocalState

/// What `mirror list` prints: a line for each pair, with its last run.
struct MirrorPairTable {
  struct Row {
    let pair: MirrorPair
    let lastRun: MirrorRecord?
    let conflicts: Int
  }

  let rows: [Row]
  let now: Timestamp

  func show(_ output: Output) {
    guard output.format == .text else {
      for row in rows { output.object(fields(row)) }
      return
    }
    guard !rows.isEmpty else {
      return output.line("No folders are mirrored: martlet mirror A B makes a pair.")
    }
    for line in lines { output.line(line) }
  }

  /// The titles, then the pairs.
  var lines: [String] {
    var table = TextTable([
      .left("A"), .left("B"), .left("last run"), .left("how it ended"), .left("conflicts"),
    ])
    for row in rows {
      table.add([
        Printable.text(row.pair.a.path), Printable.text(row.pair.b.path),
        row.lastRun.map { MirrorRunTable.time($0.started, now: now) } ?? "never",
        row.lastRun.map(MirrorRunTable.ending) ?? "",
        row.conflicts == 0 ? "" : "! \(Wording.count(UInt64(row.conflicts)))",
      ])
    }
    return table.lines
  }

  private func fields(_ row: Row) -> [(String, JSON)] {
    let pair = row.pair
    return [
      ("schema", .schema), ("type", "pair"), ("a", PlanText.root(pair.a)),
      ("b", PlanText.root(pair.b)), ("repository", .text(Hex.encode(pair.repository.bytes.bytes))),
      ("baseline", pair.baseline.map { .text($0.description) } ?? .null),
      ("include", PlanText.patterns(pair.selection.include)),
      ("exclude", PlanText.patterns(pair.selection.exclude)), ("made", JSON.time(pair.made)),
      ("last_run", row.lastRun.map { .text($0.id.description) } ?? .null),
      ("conflicts", .number(row.conflicts)),
    ]
  }
}
