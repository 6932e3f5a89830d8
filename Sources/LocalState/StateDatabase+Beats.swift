package import Format
import GRDB

// A prune takes a session on another machine for dead when it has been silent for a day. Nobody's
// wall clock is trusted with that: what counts is how long this machine has seen the same beat,
// by a clock that runs from its start and is worth nothing after the next one.

extension StateDatabase {
  /// Nanoseconds on the boot clock when this beat was first seen here since the start of the
  /// machine that `boot` names; `now` if it is seen for the first time. Older beats of the session,
  /// and those seen before that start, are forgotten.
  package func firstSeen(
    _ session: SessionID, beat: Int, boot: [UInt8], now: UInt64
  ) -> UInt64 {
    var seen = now
    attemptTransaction { database in
      let row = try Row.fetchOne(
        database, sql: "SELECT beat, boot, seen FROM beats WHERE session = ?",
        arguments: [Blob(session.bytes)])
      if let row, row[0] == beat, try row.bytes(at: 1) == boot {
        seen = UInt64(bitPattern: row[2])
        return
      }
      try database.execute(
        sql: "INSERT OR REPLACE INTO beats (session, beat, boot, seen) VALUES (?, ?, ?, ?)",
        arguments: [Blob(session.bytes), beat, Blob(boot), Int64(bitPattern: now)])
    }
    return seen
  }
}
