import Format
import GRDB

/// A run as a row of the database.
struct MirrorRecordRow {
  private static let countNames = ["created", "replaced", "removed", "moved", "metadata", "bytes"]

  static let columns =
    [
      "id", "pair", "started", "direction", "comparison", "before", "baseline_before",
      "baseline_after", "ended", "nanoseconds", "exit_code", "verdict", "undone", "undoes",
    ] + ["a", "b"].flatMap { side in countNames.map { "\(side)_\($0)" } }

  /// In the order of the columns.
  let arguments: StatementArguments

  init(_ run: MirrorRecord) {
    let values: [(any DatabaseValueConvertible)?] = [
      run.id.description, run.pair.row, TimeColumn.nanoseconds(run.started),
      run.direction.rawValue, run.comparison.rawValue, Self.blob(run.before),
      Self.blob(run.baselineBefore), Self.blob(run.baselineAfter),
      run.ending.map { TimeColumn.nanoseconds($0.time) },
      run.ending.map { Int64(clamping: $0.nanoseconds) }, run.ending?.exitCode,
      run.ending?.verdict, run.undone.map(TimeColumn.nanoseconds), run.undoes?.description,
    ]
    arguments = StatementArguments(values + Self.values(run.a) + Self.values(run.b))
  }

  /// `nil` for what no run of this version could be.
  static func run(_ row: Row) -> MirrorRecord? {
    guard let id = (row["id"] as String?).flatMap(MirrorRecord.ID.init(stored:)),
      let pair = row["pair"] as Int64?, let started = row["started"] as Int64?,
      let direction = (row["direction"] as String?).flatMap(MirrorRecord.Direction.init),
      let comparison = (row["comparison"] as String?).flatMap(MirrorRecord.Comparison.init)
    else { return nil }
    var run = MirrorRecord(
      id: id, pair: StoredMirrorPair.ID(row: pair), started: TimeColumn.timestamp(started),
      direction: direction, comparison: comparison)
    run.before = snapshot(row, "before")
    run.baselineBefore = snapshot(row, "baseline_before")
    run.baselineAfter = snapshot(row, "baseline_after")
    run.a = counts(row, "a")
    run.b = counts(row, "b")
    if let ended = row["ended"] as Int64?, let code = row["exit_code"] as Int32? {
      run.ending = MirrorRecord.Ending(
        time: TimeColumn.timestamp(ended),
        nanoseconds: UInt64(clamping: row["nanoseconds"] as Int64? ?? 0), exitCode: code,
        verdict: row["verdict"] ?? "")
    }
    run.undone = (row["undone"] as Int64?).map(TimeColumn.timestamp)
    run.undoes = (row["undoes"] as String?).flatMap(MirrorRecord.ID.init(stored:))
    return run
  }

  private static func blob(_ snapshot: SnapshotID?) -> Blob? {
    snapshot.map { Blob($0.bytes.bytes) }
  }

  private static func snapshot(_ row: Row, _ column: String) -> SnapshotID? {
    MirrorPairRow.bytes32(row, column).map { SnapshotID($0) }
  }

  private static func values(_ counts: MirrorRecord.Counts) -> [(any DatabaseValueConvertible)?] {
    [
      counts.created, counts.replaced, counts.removed, counts.moved, counts.metadata, counts.bytes,
    ].map { Int64(clamping: $0) }
  }

  private static func counts(_ row: Row, _ side: String) -> MirrorRecord.Counts {
    func count(_ name: String) -> UInt64 {
      UInt64(clamping: row["\(side)_\(name)"] as Int64? ?? 0)
    }
    var counts = MirrorRecord.Counts()
    counts.created = count("created")
    counts.replaced = count("replaced")
    counts.removed = count("removed")
    counts.moved = count("moved")
    counts.metadata = count("metadata")
    counts.bytes = count("bytes")
    return counts
  }
}
