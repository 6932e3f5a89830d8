import Format
import Storage

/// Writes records about snapshots (FORMAT.md 8.2), each durable on return.
struct RecordWriter {
  private let repository: Repository
  private let temporaries: TemporaryNames

  init(_ repository: Repository, _ temporaries: TemporaryNames) {
    self.repository = repository
    self.temporaries = temporaries
  }

  /// `session` is the one that wrote the snapshot; the records that `superseded` names count no
  /// more.
  func write(
    _ statement: SnapshotRecord.Statement, about snapshot: SnapshotID, of session: SessionID,
    superseding superseded: [UInt64] = []
  ) throws(RepositoryError) {
    let record = SnapshotRecord(
      snapshot: snapshot, superseded: superseded, statement: statement,
      time: repository.surroundings.clock.now, host: repository.surroundings.process.host)
    var outcome = CreateOutcome.exists
    // A number is drawn again if it is taken, as one of 2^64 may be.
    while outcome == .exists {
      let path = RepositoryPath.record(session, try randomNumber())
      outcome = try repository.files.createOnFull(
        record.encoded(), as: path, via: temporaries.next)
    }
  }

  private func randomNumber() throws(RepositoryError) -> UInt64 {
    try randomBytes(8, repository.surroundings.random).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
