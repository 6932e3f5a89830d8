import Format
import TestSupport

@testable import Repository

/// The index runs of a repository, and which of them were asked for.
final class RunShelf {
  private(set) var runs: [LiveIndexRun: IndexRun] = [:]
  /// In the order in which they were fetched.
  private(set) var fetched: [LiveIndexRun] = []
  private var damaged: Set<LiveIndexRun> = []
  private var random: SeededGenerator

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
  }

  var names: [LiveIndexRun] { LiveIndexRun.ascending(runs.keys) }

  /// Adds a run, some of whose chunks are copies of others.
  @discardableResult
  func add(_ chunkCount: Int) -> LiveIndexRun {
    let others = runs.values.flatMap { $0.locations.prefix(5).map(\.id) }
    let name = random.liveRun()
    runs[name] = IndexRun.random(chunkCount, others: others, using: &random)
    return name
  }

  func remove(_ name: LiveIndexRun) {
    runs[name] = nil
  }

  func damage(_ name: LiveIndexRun) {
    damaged.insert(name)
  }

  func fetch(_ name: LiveIndexRun) throws(RepositoryError) -> IndexRun {
    fetched.append(name)
    guard let run = runs[name], !damaged.contains(name) else {
      throw .damaged("the run is damaged", at: "test")
    }
    return run
  }

  /// What was fetched since the last call.
  func takeFetched() -> [LiveIndexRun] {
    defer { fetched = [] }
    return fetched
  }

  /// The tables of all runs.
  func tables(_ folder: IndexFolder) throws -> [IndexTable] {
    try folder.tables(for: names) { (name) throws(RepositoryError) in try fetch(name) }.tables
  }

  /// Every copy that the undamaged runs name.
  var locations: [ChunkLocation] {
    runs.filter { !damaged.contains($0.key) }.values.flatMap(\.locations).ordered
  }
}

extension [IndexTable] {
  /// Every copy in the tables.
  var locations: [ChunkLocation] {
    flatMap { table in (0..<table.entryCount).compactMap { table.copy($0) }.map(table.location) }
      .ordered
  }
}
