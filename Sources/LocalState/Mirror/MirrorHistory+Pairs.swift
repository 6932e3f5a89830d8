package import Format
import GRDB

extension MirrorHistory {
  /// What is known of two folders, whichever of them was A when they were mirrored before.
  package func search(_ a: MirroredRoot, _ b: MirroredRoot) -> MirrorPairSearch {
    let sql =
      "SELECT id, \(Self.pairColumns) FROM pairs WHERE ended IS NULL"
      + " AND min(a_path, b_path) = min(?1, ?2) AND max(a_path, b_path) = max(?1, ?2)"
      + " ORDER BY id DESC"
    let arguments: StatementArguments = [Blob(a.path), Blob(b.path)]
    let stored =
      attempt { database in
        try Row.fetchAll(database, sql: sql, arguments: arguments).compactMap(MirrorPairRow.pair)
      } ?? []
    let turned = stored.map { stored in
      var turned = stored
      if stored.pair.a.path != a.path { turned.pair = stored.pair.exchanged }
      return turned
    }
    if let same = turned.first(where: { $0.pair.a.isSame(as: a) && $0.pair.b.isSame(as: b) }) {
      return .found(same)
    }
    return turned.first.map(MirrorPairSearch.otherRoot) ?? .none
  }

  /// Those that have not ended, the one made first first.
  package func pairs() -> [StoredMirrorPair] {
    let sql = "SELECT id, \(Self.pairColumns) FROM pairs WHERE ended IS NULL ORDER BY id"
    return attempt { try Row.fetchAll($0, sql: sql).compactMap(MirrorPairRow.pair) } ?? []
  }

  /// One of them; it may have ended.
  package func pair(_ id: StoredMirrorPair.ID) -> MirrorPair? {
    let sql = "SELECT id, \(Self.pairColumns) FROM pairs WHERE id = ?"
    return attempt { database in
      try Row.fetchOne(database, sql: sql, arguments: [id.row]).flatMap(MirrorPairRow.pair)?.pair
    }.flatMap { $0 }
  }

  /// `nil` where it cannot be noted: then the next run is a slow one.
  package func add(_ pair: MirrorPair) -> StoredMirrorPair? {
    attempt { database in
      let marks = MirrorPairRow.columns.map { _ in "?" }.joined(separator: ", ")
      try database.execute(
        sql: "INSERT INTO pairs (\(Self.pairColumns)) VALUES (\(marks))",
        arguments: MirrorPairRow(pair).arguments)
      return StoredMirrorPair(
        id: StoredMirrorPair.ID(row: database.lastInsertedRowID), pair: pair)
    }
  }

  /// Replaces what was noted of a pair: its labels, selection, repository, baseline.
  package func update(_ stored: StoredMirrorPair) -> Bool {
    change { database in
      let assignments = MirrorPairRow.columns.map { "\($0) = ?" }.joined(separator: ", ")
      try database.execute(
        sql: "UPDATE pairs SET \(assignments) WHERE id = ?",
        arguments: MirrorPairRow(stored.pair).arguments + [stored.id.row])
    }
  }

  /// The two are folders like any others from now on; the runs stay, to be shown and undone.
  package func end(_ id: StoredMirrorPair.ID, at time: Timestamp) -> Bool {
    change { database in
      try database.execute(
        sql: "UPDATE pairs SET ended = ?, baseline = NULL WHERE id = ?",
        arguments: [TimeColumn.nanoseconds(time), id.row])
      try database.execute(sql: "DELETE FROM conflicts WHERE pair = ?", arguments: [id.row])
    }
  }

  private static var pairColumns: String { MirrorPairRow.columns.joined(separator: ", ") }
}
