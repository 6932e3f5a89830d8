import Format
package import Pipelines
import Storage

/// Follows snapshots down to their chunks, and counts what those take in the repository.
///
/// It reads trees and no data; memory grows by a bit for each chunk of the repository.
package struct Survey: Sendable {
  /// One snapshot by itself.
  package struct Entry: Sendable {
    package let snapshot: CatalogedSnapshot
    /// Plaintext of its data, each chunk once.
    package let differentBytes: Int
    /// Chunks that it needs and that are missing or damaged.
    package let missing: Int
  }

  package let reading: RepositoryReading
  private let repository: Repository
  private let files: [StoredFile]
  private let cancellation: Cancellation
  private let counters: SurveyCounters
  private let workers: Int

  /// Looks at what there is: the state, then every file.
  package init(
    _ repository: Repository, indexFolder: IndexFolder, cancellation: Cancellation,
    counters: SurveyCounters, workers: Int = 1
  ) throws(RepositoryError) {
    let state = try RepositoryState.load(repository.files)
    let files = try repository.files.list("")
    var lengths: [PackID: UInt64] = [:]
    for file in files {
      if case .pack(let id)? = RepositoryPath(name: file.name) { lengths[id] = file.size }
    }
    reading = try RepositoryReading.load(repository, state, indexFolder: indexFolder) {
      id, length in lengths[id] == UInt64(length)
    }
    self.repository = repository
    self.files = files
    self.cancellation = cancellation
    self.counters = counters
    self.workers = workers
  }

  /// What these snapshots take together, and what the rest is.
  package func statistics(
    of snapshots: [CatalogedSnapshot]
  ) throws -> RepositoryStatistics {
    var statistics = RepositoryStatistics()
    var walk = ReferenceWalk(try graph(keeping: .nothing), cancellation, counters)
    for snapshot in snapshots { statistics.add(snapshot) }
    try walk.follow(snapshots)
    statistics.count(reading.index, needed: walk.needed, bases: walk.bases())
    statistics.count(files, besides: reading.index)
    statistics.missing = walk.missing.count
    return statistics
  }

  /// What each of these snapshots holds by itself.
  package func entries(of snapshots: [CatalogedSnapshot]) throws -> [Entry] {
    let graph = try graph(keeping: snapshots.count > 1 ? .whatFits : .nothing)
    return try snapshots.map { snapshot in
      var walk = ReferenceWalk(graph, cancellation, counters)
      try walk.follow([snapshot])
      return Entry(
        snapshot: snapshot, differentBytes: reading.index.dataBytes(of: walk.needed),
        missing: walk.missing.count)
    }
  }

  private func graph(
    keeping: ReferenceGraph.Keeping
  ) throws(RepositoryError) -> ReferenceGraph {
    try ReferenceGraph(repository, index: reading.index, workers: workers, keeping: keeping)
  }
}
