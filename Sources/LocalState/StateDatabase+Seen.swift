import Format
import GRDB

// An untrusted storage can show an old state of the repository as if it were the present one. Who
// remembers the newest snapshot of a set notices when it is gone although nobody forgot it.

extension StateDatabase {
  /// The newest snapshot of a set that was noted; `set` is any bytes that name the set.
  package func newestSeen(of set: [UInt8]) -> SeenSnapshot? {
    attempt { database in
      let sql = "SELECT snapshot, time FROM seen WHERE set_key = ?"
      return try Row.fetchOne(database, sql: sql, arguments: [Blob(set)]).flatMap { row in
        Bytes32(try row.bytes(at: 0)).map {
          SeenSnapshot(id: SnapshotID($0), seconds: row[1])
        }
      }
    }.flatMap { $0 }
  }

  /// Notes a snapshot that is durable, unless a newer one of the set is noted.
  package func noteSeen(_ snapshot: SeenSnapshot, of set: [UInt8]) {
    guard newestSeen(of: set) != snapshot else { return }
    attempt { database in
      try database.execute(
        sql: """
          INSERT INTO seen (set_key, snapshot, time) VALUES (?, ?, ?)
          ON CONFLICT (set_key) DO UPDATE SET snapshot = excluded.snapshot, time = excluded.time
          WHERE excluded.time >= time
          """,
        arguments: [Blob(set), Blob(snapshot.id.bytes.bytes), snapshot.seconds])
    }
  }

  /// Drops what was noted of a set: its newest snapshot was forgotten on purpose.
  package func clearSeen(of set: [UInt8]) {
    attempt { database in
      try database.execute(sql: "DELETE FROM seen WHERE set_key = ?", arguments: [Blob(set)])
    }
  }
}
