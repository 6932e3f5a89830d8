package import SystemPackage

/// What could not be read during a walk, and why.
package struct WalkFailure: Sendable {
  package enum Operation: Sendable {
    /// The entry's status; nothing but its name is known.
    case status
    /// Opening a folder, or coming back to it.
    case open
    /// Listing a folder's entries; none of them is visited.
    case list
  }

  /// Relative to the root; empty for the root itself. The last component may be no `FileName`.
  package let path: [UInt8]
  package let operation: Operation
  /// `.noSuchFileOrDirectory` when the entry vanished during the walk.
  package let error: Errno
  /// Known of a folder that could not be opened or listed.
  package let status: FileStatus?
}
