/// Compares the folders of a run with the stored ones of its source, while the run goes on.
///
/// A run hands in a folder when it leaves it, so after everything below it; rows are stored in the
/// order of entering. Between entering and leaving, a stored folder waits on a stack that is as
/// deep as the tree: that is all the memory it takes.
struct SourceMerge {
  private var stored: StoredFolders
  /// Stored folders whose turn to be left has not come; each lies in the one before it.
  private var entered: [StoredFolders.Folder] = []

  init(of source: [UInt8], in database: StateDatabase) {
    stored = StoredFolders(of: source, in: database)
    stored.skip(to: WalkPath([]))
  }

  /// The stored row of the folder that the run leaves, if there is one.
  ///
  /// `lost` is told the stored folders that the run should have left before this one, but did not.
  mutating func stored(_ path: WalkPath, lost: (WalkPath) -> Void) -> [UInt8]? {
    while let next = stored.next, next.path <= path || path.contains(next.path) {
      leave(until: { $0.contains(next.path) }, lost)
      entered.append(next)
      stored.pass()
    }
    leave(until: { $0 == path || $0.contains(path) }, lost)
    guard let candidate = entered.last, candidate.path == path else { return nil }
    entered.removeLast()
    return candidate.row
  }

  /// Tells `lost` the stored folders that the run has not left; it is over.
  mutating func finish(lost: (WalkPath) -> Void) {
    leave(until: { _ in false }, lost)
    while let next = stored.next {
      lost(next.path)
      stored.pass()
    }
  }

  private mutating func leave(until isOpen: (WalkPath) -> Bool, _ lost: (WalkPath) -> Void) {
    while let last = entered.last, !isOpen(last.path) {
      lost(last.path)
      entered.removeLast()
    }
  }
}
