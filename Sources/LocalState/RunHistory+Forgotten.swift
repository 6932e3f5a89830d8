package import Format
import GRDB

// A snapshot that was forgotten is no longer the last one of anything, though the run that saved it
// stays in the history; one that is brought back is again.

extension RunHistory {
  /// Of snapshots that no run here has saved nothing is noted.
  package func noteForgotten(_ snapshots: [SnapshotID]) {
    change(
      snapshots, "INSERT OR IGNORE INTO forgotten SELECT snapshot FROM runs WHERE snapshot = ?")
  }

  package func noteBroughtBack(_ snapshots: [SnapshotID]) {
    change(snapshots, "DELETE FROM forgotten WHERE snapshot = ?")
  }

  private func change(_ snapshots: [SnapshotID], _ sql: String) {
    attempt { database in
      try database.inTransaction(.immediate) {
        for snapshot in snapshots {
          try database.execute(sql: sql, arguments: [Blob(snapshot.bytes.bytes)])
        }
        return .commit
      }
    }
  }
}
