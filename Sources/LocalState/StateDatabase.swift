package import Format
import GRDB
import Pipelines
package import SystemPackage

/// What this machine remembers of one repository: `<folder>/<repository ID>.sqlite`.
///
/// It makes runs faster and warnings possible, and is never the only copy of anything. So nothing
/// here throws: what cannot be read is as if it had never been stored, what cannot be written is
/// left out, and `problem` says why. A file that is damaged, or that a newer version wrote, is set
/// aside and begun anew.
///
/// May be used from several threads, and by several processes at once. Holds nothing secret, but
/// the names of files; only its owner can read it.
package final class StateDatabase: Sendable {
  private struct State {
    /// `nil` when the file cannot be used.
    var queue: DatabaseQueue?
    var problem: String?
  }

  /// What becomes of the file.
  package enum Access: Sendable {
    case readAndWritten
    /// Neither it nor anything beside it is made or changed; whatever would be noted is dropped
    /// without a word. What another process writes meanwhile may be missed.
    case onlyRead
  }

  private let file: StateFile
  private let access: Access
  private let state: Monitor<State>

  /// Opens the file, which needs no key: the ID stands in the plain header of the repository.
  ///
  /// The folder is made if it is missing, for its owner alone, unless the file is only read.
  package init(
    in folder: FilePath, for repository: RepositoryID, _ access: Access = .readAndWritten
  ) {
    file = Self.file(in: folder, for: repository)
    self.access = access
    state = Monitor(
      access == .readAndWritten
        ? Self.open(file) : State(queue: try? file.connectUntouched(), problem: nil))
  }

  static func file(in folder: FilePath, for repository: RepositoryID) -> StateFile {
    StateFile(in: folder, name: Hex.encode(repository.bytes.bytes), schemaSteps: schemaSteps)
  }

  /// What went wrong first, as a clause without a full stop; `nil` when all is well.
  ///
  /// A backup is right in any case; it may have been slower than need be.
  package var problem: String? { state.access(\.problem) }

  private static func open(_ file: StateFile) -> State {
    let opened = file.connectAnew()
    return State(queue: opened.queue, problem: opened.problem)
  }

  var isUsable: Bool { state.access { $0.queue != nil } }
  var folder: FilePath { file.folder }

  /// What `body` returns; `nil` when it fails, or the file cannot be used.
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

  /// Runs `body` as one transaction, which waits for those of other processes.
  ///
  /// False when nothing of it happened.
  @discardableResult
  func attemptTransaction(_ body: (Database) throws -> Void) -> Bool {
    let isDone: Void? = attempt { database in
      try database.inTransaction(.immediate) {
        try body(database)
        return .commit
      }
    }
    return isDone != nil
  }

  /// Moves the write-ahead log into the file itself. What is left in a log costs time whenever the
  /// file is opened: 20 ms for one of 50 MB.
  func shortenLog() {
    // Somebody who reads may be in the way; then the next large run does it.
    attempt { _ = try? $0.checkpoint(.truncate) }
  }

  func note(_ error: any Error) {
    guard access == .readAndWritten else { return }
    let isBeyondUse = StateFile.isBeyondUse(error)
    let isFirst = state.access { state in
      state.problem = state.problem ?? file.clause(error)
      guard isBeyondUse, state.queue != nil else { return false }
      state.queue = nil
      return true
    }
    // The next run begins a new file.
    if isFirst { file.setAside() }
  }

  /// How the file came to be as it is: see `StateFile`.
  private static let schemaSteps = [
    """
    CREATE TABLE sources (id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE);
    CREATE TABLE scan (
      source INTEGER NOT NULL, path BLOB NOT NULL, row BLOB NOT NULL,
      PRIMARY KEY (source, path)) WITHOUT ROWID;
    CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE seen (
      set_key BLOB PRIMARY KEY, snapshot BLOB NOT NULL, time INTEGER NOT NULL) WITHOUT ROWID;
    """,
    """
    CREATE TABLE proofs (
      place BLOB NOT NULL, pack BLOB NOT NULL, time INTEGER NOT NULL,
      PRIMARY KEY (place, pack)) WITHOUT ROWID;
    """,
    """
    CREATE TABLE beats (
      session BLOB PRIMARY KEY, beat INTEGER NOT NULL, boot BLOB NOT NULL, seen INTEGER NOT NULL)
      WITHOUT ROWID;
    """,
    """
    CREATE TABLE only_here (
      snapshot BLOB PRIMARY KEY, view BLOB NOT NULL, bytes INTEGER NOT NULL) WITHOUT ROWID;
    """,
  ]
}
