package import Format

/// A snapshot that this machine has seen in the repository.
package struct SeenSnapshot: Equatable, Sendable {
  package let id: SnapshotID
  /// When it was made, in seconds since 1970.
  package let seconds: Int64

  package init(id: SnapshotID, seconds: Int64) {
    self.id = id
    self.seconds = seconds
  }
}
