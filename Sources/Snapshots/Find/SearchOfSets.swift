import Format
package import Pipelines
package import Repository

/// Looks for entries in snapshots of any number of sets, a set after the other.
package struct SearchOfSets: Sendable {
  /// What was found in the snapshots of one set.
  package struct Results: Sendable {
    /// Of the set.
    package let newest: CatalogedSnapshot
    /// How many were looked through.
    package let snapshots: Int
    /// Ascending by path, folder by folder; of one path the newest first.
    package let found: [FoundEntry]
    /// What could not be read, each place once.
    package let damage: [RepositoryError]
  }

  private let repository: Repository
  private let reading: RepositoryReading
  private let cancellation: Cancellation
  private let counters: SearchCounters

  package init(
    _ repository: Repository, _ reading: RepositoryReading, cancellation: Cancellation,
    counters: SearchCounters
  ) {
    self.repository = repository
    self.reading = reading
    self.cancellation = cancellation
    self.counters = counters
  }

  /// One result for each set, in the order of the first of its snapshots.
  ///
  /// `snapshots` ascend by time. Throws `Cancelled`, and `RepositoryError` for all but damage.
  package func run(
    _ terms: SearchTerms, in snapshots: [CatalogedSnapshot]
  ) throws -> [Results] {
    let cache = FrameCache()
    var view: SnapshotView?
    return try SnapshotSet.blocks(of: snapshots).map { members in
      let search = SnapshotSearch(terms, cancellation: cancellation, counters: counters)
      for snapshot in members.reversed() {
        let next =
          if let view { try SnapshotView(snapshot, beside: view) } else {
            try SnapshotView(snapshot, repository, reading, cache: cache)
          }
        view = next
        try search.look(through: next)
      }
      return Results(
        newest: members[members.count - 1], snapshots: members.count, found: search.results,
        damage: search.damage)
    }
  }
}

extension SnapshotSet {
  /// The snapshots set by set, each as they stand in `snapshots`, in the order of their first ones.
  static func blocks(of snapshots: [CatalogedSnapshot]) -> [[CatalogedSnapshot]] {
    var order: [SnapshotSet] = []
    var blocks: [SnapshotSet: [CatalogedSnapshot]] = [:]
    for snapshot in snapshots {
      let set = SnapshotSet(of: snapshot.snapshot)
      if blocks[set] == nil { order.append(set) }
      blocks[set, default: []].append(snapshot)
    }
    return order.compactMap { blocks[$0] }
  }
}
