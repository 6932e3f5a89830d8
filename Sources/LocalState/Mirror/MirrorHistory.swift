import GRDB
import Pipelines
package import SystemPackage

/// The mirror pairs of this machine and their runs: `<folder>/mirror.sqlite`, for all repositories.
///
/// Never the only copy of anything: without it the next run of a pair is a slow one, which compares
/// everything and deletes nothing, and earlier runs are undone from the snapshots that they made.
/// So nothing here throws. What cannot be read is as if it had never been noted; what cannot be
/// written says so by what it returns, and `problem` says why. A file that is damaged, or that a
/// newer version wrote, is set aside and begun anew.
///
/// May be used from several threads, and by several processes at once. Holds nothing secret, but
/// the names of files; only its owner can read it.
package final class MirrorHistory: Sendable {
  /// Of a run that has more to say, the rest is in the snapshot of it.
  package static let maxRemarksPerRun = 10_000

  private struct State {
    /// `nil` when the file cannot be used.
    var queue: DatabaseQueue?
    var problem: String?
  }

  private let file: StateFile
  private let state: Monitor<State>

  /// The folder is made if it is missing, for its owner alone.
  package init(in folder: FilePath) {
    file = StateFile(in: folder, name: "mirror", schemaSteps: Self.schemaSteps)
    let opened = file.connectAnew()
    state = Monitor(State(queue: opened.queue, problem: opened.problem))
  }

  /// What went wrong first, as a clause without a full stop; `nil` when all is well.
  package var problem: String? { state.access(\.problem) }

  @discardableResult
  func attempt<Result>(_ body: (Database) throws -> Result) -> Result? {
    guard let queue = state.access(\.queue) else { return nil }
    do {
      return try queue.inDatabase(body)
    } catch {
      note(error)
      return nil
    }
  }

  private func note(_ error: any Error) {
    let isLost = state.access { state in
      state.problem = state.problem ?? file.clause(error)
      guard StateFile.isBeyondUse(error), state.queue != nil else { return false }
      state.queue = nil
      return true
    }
    // The next run begins a new file.
    if isLost { file.setAside() }
  }

  /// False when nothing of it happened.
  func change(_ body: (Database) throws -> Void) -> Bool {
    let isDone: Void? = attempt { database in
      try database.inTransaction(.immediate) {
        try body(database)
        return .commit
      }
    }
    return isDone != nil
  }

  /// How the file came to be as it is: see `StateFile`.
  private static let schemaSteps = [
    """
    CREATE TABLE pairs (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      a_path BLOB NOT NULL, a_file_system TEXT NOT NULL, a_inode INTEGER NOT NULL, a_born INTEGER,
      a_label TEXT NOT NULL, a_lost INTEGER NOT NULL,
      b_path BLOB NOT NULL, b_file_system TEXT NOT NULL, b_inode INTEGER NOT NULL, b_born INTEGER,
      b_label TEXT NOT NULL, b_lost INTEGER NOT NULL,
      repository BLOB NOT NULL, baseline BLOB, include BLOB NOT NULL, exclude BLOB NOT NULL,
      made INTEGER NOT NULL, ended INTEGER);
    CREATE INDEX pairs_by_paths ON pairs (min(a_path, b_path), max(a_path, b_path));
    CREATE TABLE runs (
      id TEXT PRIMARY KEY, pair INTEGER NOT NULL, started INTEGER NOT NULL,
      direction TEXT NOT NULL, comparison TEXT NOT NULL,
      before BLOB, baseline_before BLOB, baseline_after BLOB,
      a_created INTEGER NOT NULL, a_replaced INTEGER NOT NULL, a_removed INTEGER NOT NULL,
      a_moved INTEGER NOT NULL, a_metadata INTEGER NOT NULL, a_bytes INTEGER NOT NULL,
      b_created INTEGER NOT NULL, b_replaced INTEGER NOT NULL, b_removed INTEGER NOT NULL,
      b_moved INTEGER NOT NULL, b_metadata INTEGER NOT NULL, b_bytes INTEGER NOT NULL,
      ended INTEGER, nanoseconds INTEGER, exit_code INTEGER, verdict TEXT, undone INTEGER,
      undoes TEXT);
    CREATE INDEX runs_by_pair ON runs (pair);
    CREATE TABLE remarks (
      run TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, path BLOB NOT NULL,
      side INTEGER, first BLOB, second BLOB, reason TEXT NOT NULL,
      PRIMARY KEY (run, number)) WITHOUT ROWID;
    CREATE TABLE conflicts (
      pair INTEGER NOT NULL, path BLOB NOT NULL, copy BLOB NOT NULL, winner INTEGER,
      run TEXT NOT NULL, found INTEGER NOT NULL,
      PRIMARY KEY (pair, path, copy)) WITHOUT ROWID;
    """
  ]
}
