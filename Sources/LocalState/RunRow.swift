import Format
import GRDB

/// A run as a row of the database.
struct RunRow {
  static let columns = [
    "command", "profile", "boot", "namespace", "process", "process_started", "started", "subject",
    "location", "repository", "ended", "exit_code", "snapshot", "files", "bytes", "added",
    "stored", "proof", "read_millionths", "message",
  ]

  /// In the order of the columns.
  let arguments: StatementArguments

  init(_ run: Run) {
    let counts = run.counts
    let values: [(any DatabaseValueConvertible)?] = [
      run.command, run.profile, Blob(run.process.bootID),
      Int64(bitPattern: run.process.namespace), Int64(run.process.id),
      Int64(bitPattern: run.process.startTime), TimeColumn.nanoseconds(run.started), run.subject,
      run.location, run.repository.map { Blob($0.bytes.bytes) },
      run.ending.map { TimeColumn.nanoseconds($0.time) }, run.ending?.exitCode,
      run.snapshot.map { Blob($0.bytes.bytes) }, counts.map { Int64(clamping: $0.files) },
      counts.map { Int64(clamping: $0.bytes) }, counts.map { Int64(clamping: $0.added) },
      counts.map { Int64(clamping: $0.stored) }, run.proof?.text,
      run.proof.map { Int64(clamping: $0.readMillionths) }, run.message,
    ]
    arguments = StatementArguments(values)
  }

  /// `nil` for what no run of this program could be.
  static func run(_ row: Row) throws -> Run? {
    guard let command = row["command"] as String?, let started = row["started"] as Int64? else {
      return nil
    }
    var run = Run(
      command: command, profile: row["profile"] ?? "",
      process: Run.Process(
        bootID: (row["boot"] as Blob?)?.bytes ?? [], namespace: unsigned(row, "namespace"),
        id: UInt32(clamping: row["process"] as Int64? ?? 0),
        startTime: unsigned(row, "process_started")),
      started: TimeColumn.timestamp(started))
    run.subject = row["subject"] ?? ""
    run.location = row["location"] ?? ""
    run.repository = bytes32(row, "repository").map { RepositoryID($0) }
    if let ended = row["ended"] as Int64?, let code = row["exit_code"] as Int32? {
      run.ending = Run.Ending(time: TimeColumn.timestamp(ended), exitCode: code)
    }
    run.snapshot = bytes32(row, "snapshot").map { SnapshotID($0) }
    if (row["files"] as Int64?) != nil {
      run.counts = Run.Counts(
        files: count(row, "files"), bytes: count(row, "bytes"), added: count(row, "added"),
        stored: count(row, "stored"))
    }
    if let proof = row["proof"] as String? {
      run.proof = Run.Proof(text: proof, readMillionths: count(row, "read_millionths"))
    }
    run.message = row["message"] ?? ""
    return run
  }

  private static func bytes32(_ row: Row, _ column: String) -> Bytes32? {
    (row[column] as Blob?).flatMap { Bytes32($0.bytes) }
  }

  private static func unsigned(_ row: Row, _ column: String) -> UInt64 {
    UInt64(bitPattern: row[column] as Int64? ?? 0)
  }

  private static func count(_ row: Row, _ column: String) -> UInt64 {
    UInt64(clamping: row[column] as Int64? ?? 0)
  }
}
