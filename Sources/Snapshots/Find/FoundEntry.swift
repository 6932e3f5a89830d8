import Format
package import Repository

/// An entry that was found, the same in one snapshot or in many.
package struct FoundEntry: Sendable {
  /// As in a snapshot's name: relative to the source, or of several beginning with its name.
  package let path: [UInt8]
  /// Of the newest of the snapshots.
  package let facts: EntryFacts
  package let newest: CatalogedSnapshot
  package private(set) var oldest: CatalogedSnapshot
  package private(set) var snapshots = 1

  init(path: [UInt8], _ node: Node, in snapshot: CatalogedSnapshot) {
    self.path = path
    facts = EntryFacts(node)
    newest = snapshot
    oldest = snapshot
  }

  /// Counts one more snapshot, which is older.
  mutating func add(_ snapshot: CatalogedSnapshot) {
    snapshots += 1
    oldest = snapshot
  }
}

/// What two entries must have in common to be one that was found in two snapshots. Of a folder
/// that is its path: it is another one whenever anything in it is.
struct FoundVersion: Hashable {
  let path: [UInt8]
  let kind: NodeKind
  let facts: EntryFacts?
  let chunks: [ChunkID]

  init(path: [UInt8], _ node: Node) {
    self.path = path
    kind = node.kind
    facts = node.kind == .folder ? nil : EntryFacts(node)
    chunks = node.kind == .folder ? [] : node.ids
  }
}
