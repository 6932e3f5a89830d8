import Format
package import Repository

/// Which snapshots are looked at: each kind of condition that is given must hold, by one of its
/// values.
package struct SnapshotFilter: Equatable, Sendable {
  /// Names of sets.
  package var sets: [String] = []
  package var hosts: [String] = []
  package var tags: [String] = []
  /// Sources, absolute.
  package var paths: [[UInt8]] = []

  /// Lets everything through.
  package init() {}

  package var isEmpty: Bool { self == SnapshotFilter() }

  package func matches(_ cataloged: CatalogedSnapshot) -> Bool {
    let snapshot = cataloged.snapshot
    return Self.hold(sets) { snapshot.set == $0 }
      && Self.hold(hosts) { snapshot.host == $0 }
      && Self.hold(tags) { cataloged.remarks.tags.contains($0) }
      && Self.hold(paths) { snapshot.sources.contains($0) }
  }

  private static func hold<Value>(_ values: [Value], _ condition: (Value) -> Bool) -> Bool {
    values.isEmpty || values.contains(where: condition)
  }
}

extension [CatalogedSnapshot] {
  package func matching(_ filter: SnapshotFilter) -> [CatalogedSnapshot] {
    filter.isEmpty ? self : self.filter(filter.matches)
  }

  /// The newest `count` of each set, in the order they are in, which is by time.
  package func newest(_ count: Int) -> [CatalogedSnapshot] {
    var taken: [SnapshotSet: Int] = [:]
    return reversed().filter { candidate in
      taken[SnapshotSet(of: candidate.snapshot), default: 0] += 1
      return taken[SnapshotSet(of: candidate.snapshot), default: 0] <= count
    }.reversed()
  }
}
