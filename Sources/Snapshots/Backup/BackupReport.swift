package import Format
package import Repository

/// How a backup ended: the numbers of its summary and every path that needs a word.
package struct BackupReport: Sendable {
  /// Something about one path.
  package struct Remark: Equatable, Sendable {
    /// Absolute, raw bytes.
    package let path: [UInt8]
    /// A clause: "permission denied".
    package let reason: String
  }

  /// Of the snapshot that holds what was found.
  package let id: SnapshotID
  /// This run; not saved where an earlier snapshot holds all of it.
  package let snapshot: Snapshot
  /// The earlier snapshot that holds all of it, because of which none was made.
  package let same: CatalogedSnapshot?
  /// Files that were in the snapshot before and are no more.
  package let deleted: Int
  /// Could not be read; the snapshot lacks them.
  package let unreadable: [Remark]
  /// Changed or vanished while they were read: stored as they were found, read again next time.
  package let unsteady: [Remark]
  /// Folders inside a source that were left out because they belong to the repository.
  package let leftOut: [[UInt8]]
  /// What rules and options have left out.
  package let excluded: [ExcludedEntries]
  /// Where what was left out is, of all that is left out for itself, if the request asked for it.
  package let leftOutPlaces: LeftOutPlaces
  /// Sources, and listed paths, that do not exist.
  package let missingSources: [[UInt8]]
  /// Damage that was noticed in the repository on the way; what it affects was stored again.
  package let warnings: [String]
}
