import Format
package import Repository

/// What makes the newest snapshot of a set look as if something terrible had happened to the files:
/// then nothing is forgotten by itself, for the older ones may be the last good copies.
package struct SuspiciousChange: Equatable, Sendable {
  /// In a folder of a few files such a thing happens every day.
  private static let leastFiles: UInt64 = 20

  package enum What: String, Sendable {
    case lost
    case changed
  }

  package let what: What
  /// Files that were lost, or are others now.
  package let files: UInt64
  /// Files that there were before.
  package let before: UInt64

  /// `nil` when all is as usual: at least half of the files that the snapshot before had are there
  /// and the same. `snapshots` are those of one set, ascending by time.
  package init?(in snapshots: [CatalogedSnapshot]) {
    guard let newest = snapshots.last,
      let previous = snapshots.last(where: { $0.id == newest.snapshot.comparedWith })
    else { return nil }
    let counts = newest.snapshot.counts
    let before = previous.snapshot.counts.files
    let (kept, overflow) = counts.changedFiles.addingReportingOverflow(counts.unchangedFiles)
    guard before >= Self.leastFiles, !overflow else { return nil }
    let lost = before > kept ? before - kept : 0
    if lost > before / 2 {
      (what, files) = (.lost, lost)
    } else if counts.changedFiles > before / 2 {
      (what, files) = (.changed, counts.changedFiles)
    } else {
      return nil
    }
    self.before = before
  }
}
