package import Format
import GRDB

// A disk fails silently. Who remembers when a pack was last read to its last byte knows which ones
// to read next, and how long damage can have gone unnoticed.
//
// A proof holds for one place: of a copy of the repository that lies elsewhere it says nothing.

extension StateDatabase {
  /// When each pack at `place` was last proved here, in seconds since 1970.
  package func proofs(at place: [UInt8]) -> [PackID: Int64] {
    attempt { database in
      let rows = try Row.fetchCursor(
        database, sql: "SELECT pack, time FROM proofs WHERE place = ?", arguments: [Blob(place)])
      var proofs: [PackID: Int64] = [:]
      while let row = try rows.next() {
        guard let id = Bytes32(try row.bytes(at: 0)) else { continue }
        proofs[PackID(id)] = row[1]
      }
      return proofs
    } ?? [:]
  }

  package func noteProof(of pack: PackID, at place: [UInt8], seconds: Int64) {
    attempt { database in
      try database.cachedStatement(
        sql: "INSERT OR REPLACE INTO proofs (place, pack, time) VALUES (?, ?, ?)"
      ).execute(arguments: [Blob(place), Blob(pack.bytes.bytes), seconds])
    }
  }

  /// Drops the proofs of packs that turned out damaged there, or are no more.
  package func dropProofs(of packs: some Sequence<PackID>, at place: [UInt8]) {
    attemptTransaction { database in
      let statement = try database.cachedStatement(
        sql: "DELETE FROM proofs WHERE place = ? AND pack = ?")
      for pack in packs {
        try statement.execute(arguments: [Blob(place), Blob(pack.bytes.bytes)])
      }
    }
  }
}
