import Format

/// A record about a snapshot that is about to be written, and the records that it replaces.
struct RecordDraft {
  let statement: SnapshotRecord.Statement
  /// By the number in their names.
  var superseded: [UInt64] = []
}
