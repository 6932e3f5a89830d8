/// How a restore ended, or what it would do.
package struct RestoreReport: Sendable {
  /// Something about one path.
  package struct Remark: Equatable, Sendable {
    /// Relative to the target, or absolute after a restore in place; raw bytes.
    package let path: [UInt8]
    /// A clause: "permission denied".
    package let reason: String
  }

  /// An entry of the target that stayed although the snapshot has another.
  package struct Kept: Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
      /// It is newer than the one in the snapshot.
      case newer
      /// Whatever is there was to stay.
      case present
    }

    package let path: [UInt8]
    package let reason: Reason
  }

  /// Made or replaced, by kind; folders that were there do not count.
  package var files = 0
  package var folders = 0
  package var symlinks = 0
  package var others = 0
  /// Bytes in the files that were made or replaced.
  package var bytes: UInt64 = 0
  /// Entries that were in the target already, but for attributes of some.
  package var unchanged = 0
  /// Of those, how many got other attributes.
  package var adjusted = 0
  /// Entries of the target that are gone because the snapshot has none of them; a folder with all
  /// that was in it counts as one.
  package var deleted = 0
  /// Not restored, and why.
  package var failed: [Remark] = []
  /// Of those, how many because the repository is damaged.
  package var damaged = 0
  package var kept: [Kept] = []
  /// Should have been deleted, and was not.
  package var notDeleted: [Remark] = []
  /// What entries are without because the user or the file system could not give it.
  package var losses = RestoreLosses()
  /// Entries that were found to be what the snapshot says after the restore.
  package var verified = 0
  /// Found to be something else then.
  package var unlike: [Remark] = []

  package init() {}

  package var keptNewer: [[UInt8]] { kept.filter { $0.reason == .newer }.map(\.path) }
}
