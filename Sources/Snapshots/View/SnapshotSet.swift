package import Format

/// The snapshots that belong together: those of one name, or without a name those of the same host
/// and sources.
package struct SnapshotSet: Hashable, Sendable {
  package let name: String
  package let host: String
  /// Absolute paths, in the order of the root's nodes.
  package let sources: [[UInt8]]

  package init(name: String, host: String, sources: [[UInt8]]) {
    self.name = name
    self.host = host
    self.sources = sources
  }

  package init(of snapshot: Snapshot) {
    self.init(name: snapshot.set, host: snapshot.host, sources: snapshot.sources)
  }

  package func contains(_ snapshot: Snapshot) -> Bool {
    guard name.isEmpty else { return snapshot.set == name }
    return snapshot.set.isEmpty && snapshot.host == host && snapshot.sources == sources
  }
}
