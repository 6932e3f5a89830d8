package import Format
import Repository

/// The snapshots that belong together: those of one name, or without a name those of the same host
/// and sources.
package struct SnapshotSet: Hashable, Sendable {
  package let name: String
  /// Empty where there is a name: that of the set decides alone.
  package let host: String
  /// Absolute paths, in the order of the root's nodes; none where there is a name.
  package let sources: [[UInt8]]

  package init(name: String, host: String, sources: [[UInt8]]) {
    self.name = name
    self.host = name.isEmpty ? host : ""
    self.sources = name.isEmpty ? sources : []
  }

  package init(of snapshot: Snapshot) {
    self.init(name: snapshot.set, host: snapshot.host, sources: snapshot.sources)
  }

  package func contains(_ snapshot: Snapshot) -> Bool { SnapshotSet(of: snapshot) == self }

  /// That of its snapshots which a backup is compared with.
  func newest(of snapshots: [CatalogedSnapshot]) -> CatalogedSnapshot? {
    snapshots.last { contains($0.snapshot) }
  }
}

extension SnapshotSet {
  /// For messages: its name, or its sources.
  var text: String {
    name.isEmpty
      ? sources.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ") : name
  }
}
