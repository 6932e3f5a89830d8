package import Format
package import Pipelines
package import Repository
package import Snapshots
import Storage
package import SystemPackage

/// Somebody who uses a repository: the verbs of the program with what tests do not vary filled in.
package struct Client: Sendable {
  package let repository: Repository
  package var workers: Int
  package var cancellation: Cancellation

  package init(
    repository: Repository, workers: Int = 1, cancellation: Cancellation = Cancellation()
  ) {
    self.repository = repository
    self.workers = workers
    self.cancellation = cancellation
  }

  /// Backs up one source, as the newest of the set "set", wherever the source is.
  package func backup(
    _ source: FilePath, reading: BackupRequest.Reading = .changed,
    selection: Selection = Selection(), cache: any ScanCache = NoScanCache(),
    _ change: (inout BackupRequest) throws -> Void = { _ in }
  ) throws -> BackupReport {
    try backup([source], reading: reading, selection: selection, cache: cache, change)
  }

  package func backup(
    _ sources: [FilePath], reading: BackupRequest.Reading = .changed,
    selection: Selection = Selection(), cache: any ScanCache = NoScanCache(),
    _ change: (inout BackupRequest) throws -> Void = { _ in }
  ) throws -> BackupReport {
    var request = BackupRequest(
      sources: sources, set: "set", reading: reading, selection: selection, workers: workers,
      utcOffsetMinutes: 60)
    try change(&request)
    return try Backup(
      repository, request, indexFolder: IndexFolder(nil), cancellation: cancellation,
      counters: BackupCounters()
    ).run(cache)
  }

  /// The walk of a request's sources, no further ahead than a step: what a test does when the row
  /// of a folder is asked for, it does before the folders behind are listed.
  package func narrowWalk(_ request: BackupRequest) throws -> StartedWalk {
    try StartedWalk(
      request, SourceNames(request.sources), started: repository.surroundings.clock.now,
      maxEntries: 1)
  }

  package func read() throws -> RepositoryReading {
    try RepositoryReading.load(repository, indexFolder: IndexFolder(nil))
  }

  /// Everything in a snapshot.
  package func tree(
    _ snapshot: CatalogedSnapshot, _ reading: RepositoryReading, cache: FrameCache = FrameCache()
  ) throws -> ModelTree {
    try ModelTree(SnapshotView(snapshot, repository, index: reading.index, cache: cache))
  }

  /// Everything in the snapshot with that ID.
  package func tree(_ id: SnapshotID) throws -> ModelTree {
    let reading = try read()
    guard let snapshot = reading.catalog.snapshots.first(where: { $0.id == id }) else {
      throw NoSuchSnapshot(id: id)
    }
    return try tree(snapshot, reading)
  }

  package func check(_ depth: Check.Depth = .allData) throws -> CheckReport {
    try Check(
      repository, depth: depth, indexFolder: IndexFolder(nil), workers: 1,
      cancellation: Cancellation(), counters: CheckCounters()
    ).run()
  }

  package func restore(
    _ id: SnapshotID, to target: FilePath, path: String = "",
    _ change: (inout RestoreRequest) -> Void = { _ in }
  ) throws -> RestoreReport {
    var request = RestoreRequest(
      path: Array(path.utf8), target: .folder(target), workers: workers)
    change(&request)
    return try restore(id, request)
  }

  package func restore(
    _ id: SnapshotID, _ request: RestoreRequest,
    told: @escaping (RestoreStep) -> Void = { _ in }
  ) throws -> RestoreReport {
    let reading = try read()
    guard let snapshot = reading.catalog.snapshots.first(where: { $0.id == id }) else {
      throw NoSuchSnapshot(id: id)
    }
    return try Restore(
      repository, reading, snapshot, request, cancellation: cancellation,
      counters: RestoreCounters()
    ).run(told)
  }
}

package struct NoSuchSnapshot: Error {
  package let id: SnapshotID
}

extension CheckReport {
  /// What is not as it must be, a line each.
  package var damage: [String] {
    findings.filter { $0.weight == .damage }.map { "\($0.problem) (\($0.location))" }
  }
}
