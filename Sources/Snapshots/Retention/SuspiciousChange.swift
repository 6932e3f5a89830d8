package import Format
package import Repository

/// What makes a snapshot look as if something terrible had happened to the files before it: then
/// nothing older is forgotten by itself, for it may be the last good copy.
package struct SuspiciousChange: Equatable, Sendable {
  /// In a folder of a few files such a thing happens every day; that all are gone, hardly.
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
  /// The snapshot in which they were lost or changed, and the one before.
  package let snapshot: SnapshotID
  package let previous: SnapshotID

  /// The last such change after the snapshot `first`, which is about to go; `nil` when all is as
  /// usual: at least half of the files that each snapshot before had are there and the same, and so
  /// are as many as `first` had. `snapshots` are those of one set, ascending by time.
  ///
  /// It is found again each time, until what was before it is gone.
  package init?(in snapshots: [CatalogedSnapshot], since first: CatalogedSnapshot) {
    let begin = snapshots.firstIndex { $0.id == first.id } ?? 0
    let later = snapshots[begin...]
    for (previous, next) in zip(later, later.dropFirst()).reversed() {
      if let change = SuspiciousChange(from: previous, to: next) {
        self = change
        return
      }
    }
    guard let newest = later.last, newest.id != first.id,
      let change = SuspiciousChange(lostFrom: first, to: newest)
    else { return nil }
    self = change
  }

  private init?(from previous: CatalogedSnapshot, to next: CatalogedSnapshot) {
    if let lost = SuspiciousChange(lostFrom: previous, to: next) {
      self = lost
      return
    }
    let counts = next.snapshot.counts
    let before = previous.snapshot.counts.files
    // What the one before did not have says nothing of what became of the files it had.
    guard before >= Self.leastFiles, next.snapshot.comparedWith == previous.id else { return nil }
    let kept = min(counts.unchangedFiles, before)
    guard before - kept > before / 2 else { return nil }
    self.init(.changed, before - kept, of: before, previous, next)
  }

  private init?(lostFrom previous: CatalogedSnapshot, to next: CatalogedSnapshot) {
    let before = previous.snapshot.counts
    let counts = next.snapshot.counts
    if before.fileBytes > 0, counts.fileBytes == 0 {
      self.init(.lost, before.files, of: before.files, previous, next)
      return
    }
    let isCompared = next.snapshot.comparedWith == previous.id
    let (sum, overflow) = counts.changedFiles.addingReportingOverflow(counts.unchangedFiles)
    let kept = isCompared && !overflow ? sum : counts.files
    guard before.files >= Self.leastFiles, before.files > kept,
      before.files - kept > before.files / 2
    else { return nil }
    self.init(.lost, before.files - kept, of: before.files, previous, next)
  }

  private init(
    _ what: What, _ files: UInt64, of before: UInt64, _ previous: CatalogedSnapshot,
    _ next: CatalogedSnapshot
  ) {
    self.what = what
    self.files = files
    self.before = before
    snapshot = next.id
    self.previous = previous.id
  }
}
