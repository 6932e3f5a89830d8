package import Format
import GRDB

// What each snapshot alone takes is worked out from all trees, and stays as long as there are the
// same snapshots in the same packs.

extension StateDatabase {
  /// What was noted for this view of the repository; `nil` if something else, or nothing, was.
  package func onlyHere(in view: [UInt8]) -> [SnapshotID: Int]? {
    attempt { database in
      let rows = try Row.fetchCursor(
        database, sql: "SELECT snapshot, bytes FROM only_here WHERE view = ?",
        arguments: [Blob(view)])
      var found: [SnapshotID: Int] = [:]
      while let row = try rows.next() {
        guard let id = Bytes32(try row.bytes(at: 0)) else { continue }
        found[SnapshotID(id)] = row[1]
      }
      return found.isEmpty ? nil : found
    }.flatMap { $0 }
  }

  /// Notes it in the place of what was noted before.
  package func noteOnlyHere(_ bytes: [SnapshotID: Int], in view: [UInt8]) {
    attemptTransaction { database in
      try database.execute(sql: "DELETE FROM only_here")
      let statement = try database.cachedStatement(
        sql: "INSERT INTO only_here (snapshot, view, bytes) VALUES (?, ?, ?)")
      for (id, bytes) in bytes {
        try statement.execute(arguments: [Blob(id.bytes.bytes), Blob(view), bytes])
      }
    }
  }
}
