package import SystemPackage

/// A path at which a run did not do what was planned, and why. It keeps its old baseline, and so do
/// those below it: the next run sees what is there then.
package struct MirrorFailure: Hashable, Sendable {
  package enum Problem: Hashable, Sendable {
    /// What is there is not what the plan was made for; it stays.
    case changedMeanwhile
    /// Somebody has the file open for writing; it stays.
    case isInUse
    /// Somebody has made something where nothing was.
    case appearedMeanwhile
    /// Of a folder that should have gone, because something is in it.
    case isNotEmpty
    case system(Errno)
    /// The repository does not give the bytes.
    case damaged(String)
  }

  package let side: Side
  package let path: MirrorPath
  package let problem: Problem
  /// Where a version is that somebody wrote while its place was being taken: it lies beside it.
  package var parked: MirrorPath?

  package init(side: Side, path: MirrorPath, problem: Problem, parked: MirrorPath? = nil) {
    self.side = side
    self.path = path
    self.problem = problem
    self.parked = parked
  }
}

/// Metadata that a root did not take. The entries are in place; what a root never takes the next
/// plan leaves out (`MirrorRoot.held`).
package struct MirrorLoss: Hashable, Sendable {
  package let side: Side
  package let attribute: MirrorRoot.Held
}
