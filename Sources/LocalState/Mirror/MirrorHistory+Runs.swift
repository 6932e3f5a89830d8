package import Format
import GRDB

extension MirrorHistory {
  /// Notes that a run begins, before it changes anything. False where that fails.
  package func begin(_ run: MirrorRecord) -> Bool {
    change { database in
      let marks = MirrorRecordRow.columns.map { _ in "?" }.joined(separator: ", ")
      try database.execute(
        sql: "INSERT INTO runs (\(Self.runColumns)) VALUES (\(marks))",
        arguments: MirrorRecordRow(run).arguments)
    }
  }

  /// Notes how a run ended, all at once: the run, its remarks, its baseline as the pair's, and what
  /// is in conflict now. To be called when the snapshot of the baseline is durable.
  ///
  /// False where nothing of it could be noted: then the pair has an unfinished run, and the
  /// baseline that it had.
  package func end(_ run: MirrorRecord, _ remarks: [MirrorRemark]) -> Bool {
    change { database in
      try Self.replace(run, database)
      for (number, remark) in remarks.prefix(Self.maxRemarksPerRun).enumerated() {
        try database.execute(
          sql: "INSERT OR REPLACE INTO remarks VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          arguments: [
            run.id.description, number, remark.kind.rawValue, Blob(remark.path),
            remark.side?.rawValue, remark.first.map(Blob.init), remark.second.map(Blob.init),
            remark.reason,
          ])
      }
      try database.execute(
        sql: "UPDATE pairs SET baseline = ? WHERE id = ? AND ended IS NULL",
        arguments: [run.baselineAfter.map { Blob($0.bytes.bytes) }, run.pair.row])
      try Self.noteConflicts(remarks, run, database)
    }
  }

  /// Replaces what was noted of a run that goes on: where it begins to change something.
  package func update(_ run: MirrorRecord) -> Bool {
    change { try Self.replace(run, $0) }
  }

  /// The runs of a pair, the newest first; of all pairs without one.
  package func runs(of pair: StoredMirrorPair.ID? = nil, limit: Int = .max) -> [MirrorRecord] {
    fetch(
      "WHERE ?1 IS NULL OR pair = ?1 ORDER BY rowid DESC LIMIT ?2", [pair?.row, Int64(limit)])
  }

  /// The newest run of a pair that has no end, as one that was killed. For who holds the lock of
  /// the pair: no other run goes on then.
  package func unfinishedRun(of pair: StoredMirrorPair.ID) -> MirrorRecord? {
    runs(of: pair, limit: 1).first.flatMap { $0.ending == nil ? $0 : nil }
  }

  /// The runs whose IDs begin so; none for what is no beginning of an ID.
  package func runs(startingWith prefix: String) -> [MirrorRecord] {
    guard !prefix.isEmpty, prefix.utf8.allSatisfy(Self.isHexDigit) else { return [] }
    return fetch("WHERE substr(id, 1, ?1) = ?2 ORDER BY rowid DESC", [prefix.utf8.count, prefix])
  }

  /// Those that began before `time`, the oldest first.
  package func runs(olderThan time: Timestamp) -> [MirrorRecord] {
    fetch("WHERE started < ?1 ORDER BY started, rowid", [TimeColumn.nanoseconds(time)])
  }

  /// What a run had to say, in its order.
  package func remarks(of run: MirrorRecord.ID) -> [MirrorRemark] {
    let sql =
      "SELECT kind, path, side, first, second, reason FROM remarks WHERE run = ? ORDER BY number"
    return attempt { database in
      try Row.fetchAll(database, sql: sql, arguments: [run.description]).compactMap(Self.remark)
    } ?? []
  }

  package func noteUndone(_ run: MirrorRecord.ID, at time: Timestamp) -> Bool {
    change { database in
      try database.execute(
        sql: "UPDATE runs SET undone = ? WHERE id = ?",
        arguments: [TimeColumn.nanoseconds(time), run.description])
    }
  }

  /// Drops runs and their remarks, and ended pairs of which no run is left.
  package func remove(_ runs: [MirrorRecord.ID]) -> Bool {
    change { database in
      for run in runs {
        let id: StatementArguments = [run.description]
        try database.execute(sql: "DELETE FROM remarks WHERE run = ?", arguments: id)
        try database.execute(sql: "DELETE FROM runs WHERE id = ?", arguments: id)
      }
      try database.execute(
        sql: "DELETE FROM pairs WHERE ended IS NOT NULL AND id NOT IN (SELECT pair FROM runs)")
    }
  }

  private func fetch(_ rest: String, _ arguments: StatementArguments) -> [MirrorRecord] {
    attempt { database in
      try Row.fetchAll(
        database, sql: "SELECT \(Self.runColumns) FROM runs \(rest)", arguments: arguments
      ).compactMap(MirrorRecordRow.run)
    } ?? []
  }

  private static func replace(_ run: MirrorRecord, _ database: Database) throws {
    let assignments = MirrorRecordRow.columns.map { "\($0) = ?" }.joined(separator: ", ")
    try database.execute(
      sql: "UPDATE runs SET \(assignments) WHERE id = ?",
      arguments: MirrorRecordRow(run).arguments + [run.id.description])
  }

  private static func remark(_ row: Row) -> MirrorRemark? {
    guard let kind = (row["kind"] as String?).flatMap(MirrorRemark.Kind.init),
      let path = row["path"] as Blob?
    else { return nil }
    return MirrorRemark(
      kind, path.bytes, side: (row["side"] as Int64?).flatMap(MirrorRemark.Side.init),
      first: (row["first"] as Blob?)?.bytes, second: (row["second"] as Blob?)?.bytes,
      reason: row["reason"] ?? "")
  }

  private static var runColumns: String { MirrorRecordRow.columns.joined(separator: ", ") }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}
