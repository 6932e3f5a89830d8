import Format
import Repository
import Snapshots

/// What `stats` says of single snapshots: a row for each.
///
/// As JSON a line of type `snapshot` for each, as `snapshots` has them, with `different`, the bytes
/// of its data with equal data counted once, and `missing`, the chunks that it needs and that are
/// missing or damaged, and `only_here`, stored bytes that no other snapshot needs.
struct SnapshotStatisticsTable {
  let entries: [Survey.Entry]
  let onlyHere: [SnapshotID: Int]
  let now: Timestamp

  var exitCode: ExitCode { entries.allSatisfy { $0.missing == 0 } ? .done : .incomplete }

  func show(_ output: Output) {
    if output.format == .json {
      for entry in entries {
        output.object(
          JSON.snapshot(entry.snapshot) + [
            ("different", .number(entry.differentBytes)), ("missing", .number(entry.missing)),
            ("only_here", onlyHere[entry.snapshot.id].map { .number($0) } ?? .null),
          ])
      }
      return
    }
    var table = TextTable([
      .left("snapshot"), .left("from"), .right("files"), .right("size"), .right("different"),
      .right("added"), .right("stored"), .right("only here"), .left("of"),
    ])
    for entry in entries { table.add(cells(entry)) }
    for line in table.lines { output.line(line) }
    output.summary(
      "different: equal data once; added: new to the repository, listings too; stored: for that; "
        + "only here: stored, and needed by no other")
    let damaged = entries.filter { $0.missing > 0 }.map(\.snapshot.id.short)
    guard !damaged.isEmpty else { return }
    output.line(
      output.tinted(
        "! chunks missing or damaged, and not counted, in \(Wording.list(damaged, limit: 10)): "
          + "run martlet check   exit \(exitCode.rawValue)", .bad))
  }

  private func cells(_ entry: Survey.Entry) -> [String] {
    let snapshot = entry.snapshot.snapshot
    let time = LocalTime(snapshot.time)
    return [
      entry.snapshot.id.short, "\(time?.day(now: now) ?? "?") \(time?.clock ?? "")",
      Wording.count(snapshot.counts.files), Wording.bytes(snapshot.counts.fileBytes),
      Wording.bytes(UInt64(clamping: entry.differentBytes)),
      Wording.bytes(snapshot.counts.newChunkBytes), Wording.bytes(snapshot.counts.storedBytes),
      onlyHere[entry.snapshot.id].map { Wording.bytes(UInt64(clamping: $0)) } ?? "",
      "\(Wording.set(of: snapshot)) on \(Printable.text(snapshot.host))",
    ]
  }
}
