import Format
package import Repository

/// What became of one path in the snapshots of one set.
package struct PathHistory: Sendable {
  /// A stretch of snapshots in which the entry was the same: a file by its contents, a folder by
  /// all that is in it, whatever else is said about it.
  package struct Version: Sendable {
    /// Counted from 1, the oldest: it stays when snapshots are added.
    package let number: Int
    /// As it is in `last`.
    package fileprivate(set) var entry: SnapshotView.Entry
    package let first: CatalogedSnapshot
    package fileprivate(set) var last: CatalogedSnapshot
    /// How many have it.
    package fileprivate(set) var snapshots = 1
    /// Why there is no more of it; `nil` for what the newest snapshot has.
    package fileprivate(set) var end: End?
    /// The number of an earlier version that was the same.
    package let sameAs: Int?
  }

  package enum End: Sendable {
    /// The first snapshot with another version, or without any.
    case replaced(in: CatalogedSnapshot)
    case deleted(in: CatalogedSnapshot)
  }

  /// Of the set.
  package let newest: CatalogedSnapshot
  /// Where the entry was on its machine; absolute.
  package let place: [UInt8]
  /// Ascending by time, at least one.
  package let versions: [Version]
}

/// Puts a history together, from the oldest snapshot to the newest.
struct PathHistoryBuilder {
  /// What makes two versions one.
  private enum Contents: Hashable {
    case node(Node.Content)
    /// All sources together.
    case root(TreeReference)
  }

  private var versions: [PathHistory.Version] = []
  private var numbers: [Contents: Int] = [:]
  /// Of the version that the snapshot before has.
  private var current: Contents?
  private var place: [UInt8] = []
  private var newest: CatalogedSnapshot?

  /// Nothing if the path was in none of them.
  var history: PathHistory? {
    guard let newest, !versions.isEmpty else { return nil }
    return PathHistory(newest: newest, place: place, versions: versions)
  }

  mutating func add(_ entry: SnapshotView.Entry, in view: SnapshotView) {
    newest = view.snapshot
    place = view.originalPath(of: entry)
    let contents = Self.contents(entry, view.snapshot)
    if contents == current, let last = versions.indices.last {
      versions[last].entry = entry
      versions[last].last = view.snapshot
      versions[last].snapshots += 1
      return
    }
    end(.replaced(in: view.snapshot))
    current = contents
    let number = versions.count + 1
    versions.append(
      PathHistory.Version(
        number: number, entry: entry, first: view.snapshot, last: view.snapshot,
        sameAs: numbers[contents]))
    if numbers[contents] == nil { numbers[contents] = number }
  }

  mutating func addAbsence(in snapshot: CatalogedSnapshot) {
    newest = snapshot
    end(.deleted(in: snapshot))
    current = nil
  }

  /// Nobody knows whether it was there.
  mutating func addDoubt(in snapshot: CatalogedSnapshot) {
    newest = snapshot
  }

  private mutating func end(_ end: PathHistory.End) {
    guard current != nil, let last = versions.indices.last else { return }
    versions[last].end = end
  }

  private static func contents(
    _ entry: SnapshotView.Entry, _ snapshot: CatalogedSnapshot
  ) -> Contents {
    guard let node = entry.node else { return .root(snapshot.snapshot.root) }
    guard case .file(let size, let ids, let areLists, _) = node.content else {
      return .node(node.content)
    }
    // Holes are no contents.
    return .node(.file(size: size, ids: ids, idsNameLists: areLists, holes: []))
  }
}
