import GRDB
import Pipelines
package import SystemPackage

/// The runs of this machine, one database for all repositories: `<folder>/runs.sqlite`.
///
/// Nothing can make it again, so it is never set aside: a file that is damaged, or that a newer
/// version wrote, stays as it is and gets no more runs, and `problem` says so. No run fails for
/// that.
///
/// May be used from several threads, and by several processes at once. Holds nothing secret, but
/// names and what went wrong; only its owner can read it.
package final class RunHistory: Sendable {
  /// So many stay, and of every profile and place the last one that ended well.
  package static let maxRuns = 10_000

  /// A run that has been begun.
  package struct ID: Hashable, Sendable {
    let row: Int64
  }

  private let file: StateFile
  private let queue: DatabaseQueue?
  private let firstProblem: Monitor<String?>

  /// The folder is made if it is missing, for its owner alone.
  package init(in folder: FilePath) {
    file = Self.file(in: folder)
    do {
      queue = try file.connect()
      firstProblem = Monitor(nil)
    } catch {
      queue = nil
      firstProblem = Monitor(file.clause(error))
    }
  }

  static func file(in folder: FilePath) -> StateFile {
    StateFile(in: folder, name: "runs", schemaSteps: schemaSteps)
  }

  /// What went wrong first, as a clause without a full stop; `nil` when all is well.
  package var problem: String? { firstProblem.access { $0 } }

  /// Notes that a run has begun; the oldest one that is too many goes. `nil` if that fails.
  package func begin(_ run: Run) -> ID? {
    attempt { database in
      var row: Int64 = 0
      try database.inTransaction(.immediate) {
        try database.execute(sql: Self.insertion, arguments: RunRow(run).arguments)
        row = database.lastInsertedRowID
        try Self.prune(database, newest: row)
        return .commit
      }
      return ID(row: row)
    }
  }

  /// Replaces what was noted of a run.
  package func update(_ id: ID, _ run: Run) {
    attempt { database in
      try database.execute(
        sql: Self.replacement, arguments: RunRow(run).arguments + [id.row])
    }
  }

  /// Takes back that a run has begun: it was none.
  package func remove(_ id: ID) {
    attempt { database in
      try database.execute(sql: "DELETE FROM runs WHERE id = ?", arguments: [id.row])
    }
  }

  /// Runs, the one that began last first.
  package func runs(_ filter: RunFilter) -> [Run] {
    let (conditions, arguments) = filter.conditions
    let sql =
      "SELECT \(RunRow.columns.joined(separator: ", ")) FROM runs\(conditions)"
      + " ORDER BY id DESC LIMIT \(filter.limit)"
    return attempt { database in
      try Row.fetchAll(database, sql: sql, arguments: StatementArguments(arguments))
        .compactMap { try RunRow.run($0) }
    } ?? []
  }

  private static func prune(_ database: Database, newest: Int64) throws {
    try database.execute(
      sql: """
        DELETE FROM runs WHERE id <= ? AND id NOT IN (
          SELECT max(id) FROM runs WHERE exit_code IN (0, 3)
          GROUP BY command, profile, subject, location)
        """, arguments: [newest - Int64(maxRuns)])
  }

  @discardableResult
  func attempt<Result>(_ body: (Database) throws -> Result) -> Result? {
    guard let queue else { return nil }
    do {
      return try queue.inDatabase(body)
    } catch {
      firstProblem.access { $0 = $0 ?? file.clause(error) }
      return nil
    }
  }

  private static let schemaSteps = [
    """
    CREATE TABLE runs (
      id INTEGER PRIMARY KEY, command TEXT NOT NULL, profile TEXT NOT NULL, boot BLOB NOT NULL,
      namespace INTEGER NOT NULL, process INTEGER NOT NULL, process_started INTEGER NOT NULL,
      started INTEGER NOT NULL, subject TEXT NOT NULL, location TEXT NOT NULL, repository BLOB,
      ended INTEGER, exit_code INTEGER, snapshot BLOB, files INTEGER, bytes INTEGER,
      added INTEGER, stored INTEGER, proof TEXT, read_millionths INTEGER, message TEXT NOT NULL);
    """,
    "CREATE TABLE forgotten (snapshot BLOB PRIMARY KEY) WITHOUT ROWID;",
  ]

  private static let insertion =
    "INSERT INTO runs (\(RunRow.columns.joined(separator: ", "))) "
    + "VALUES (\(RunRow.columns.map { _ in "?" }.joined(separator: ", ")))"

  private static let replacement =
    "UPDATE runs SET \(RunRow.columns.map { "\($0) = ?" }.joined(separator: ", ")) WHERE id = ?"
}
