import Format
import GRDB

extension MirrorHistory {
  /// What is in conflict between the two sides of a pair, by path: what the last run that ended
  /// left as each side had it, and the copies that runs made and nobody has settled.
  ///
  /// Whether a copy is still there the folders know; who finds it gone settles it.
  package func conflicts(of pair: StoredMirrorPair.ID) -> [MirrorConflict] {
    let sql =
      "SELECT path, copy, winner, run, found FROM conflicts WHERE pair = ? ORDER BY path, copy"
    return attempt { database in
      try Row.fetchAll(database, sql: sql, arguments: [pair.row]).compactMap(Self.conflict)
    } ?? []
  }

  /// It is none any more.
  package func settle(_ conflict: MirrorConflict, of pair: StoredMirrorPair.ID) -> Bool {
    change { database in
      try database.execute(
        sql: "DELETE FROM conflicts WHERE pair = ? AND path = ? AND copy = ?",
        arguments: [pair.row, Blob(conflict.path), Blob(conflict.copy ?? [])])
    }
  }

  /// A run finds every path again that is not resolved; of copies it tells once.
  static func noteConflicts(
    _ remarks: [MirrorRemark], _ run: MirrorRecord, _ database: Database
  ) throws {
    let unresolved = Set(remarks.lazy.filter { $0.kind == .unresolved }.map(\.path))
    let known = try Row.fetchAll(
      database, sql: "SELECT path FROM conflicts WHERE pair = ? AND copy = x''",
      arguments: [run.pair.row])
    for path in known.compactMap({ ($0["path"] as Blob?)?.bytes }) where !unresolved.contains(path)
    {
      try database.execute(
        sql: "DELETE FROM conflicts WHERE pair = ? AND path = ? AND copy = x''",
        arguments: [run.pair.row, Blob(path)])
    }
    for remark in remarks where remark.kind == .unresolved || remark.first?.isEmpty == false {
      guard remark.kind == .unresolved || remark.kind == .conflict else { continue }
      try database.execute(
        sql: "INSERT OR IGNORE INTO conflicts VALUES (?, ?, ?, ?, ?, ?)",
        arguments: [
          run.pair.row, Blob(remark.path), Blob(remark.kind == .conflict ? remark.first ?? [] : []),
          remark.side?.rawValue, run.id.description, TimeColumn.nanoseconds(run.started),
        ])
    }
  }

  private static func conflict(_ row: Row) -> MirrorConflict? {
    guard let path = row["path"] as Blob?, let copy = row["copy"] as Blob?,
      let run = (row["run"] as String?).flatMap(MirrorRecord.ID.init(stored:)),
      let found = row["found"] as Int64?
    else { return nil }
    return MirrorConflict(
      path: path.bytes, copy: copy.bytes.isEmpty ? nil : copy.bytes,
      winner: (row["winner"] as Int64?).flatMap(MirrorRemark.Side.init), run: run,
      found: TimeColumn.timestamp(found))
  }
}
