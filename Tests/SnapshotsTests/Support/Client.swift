import Format
import Pipelines
import Repository
import Snapshots
import Storage
import SystemPackage
import TestSupport

/// Somebody who uses a repository: the verbs of the program with what tests do not vary filled in.
struct Client: Sendable {
  let repository: Repository
  var workers = 1
  var cancellation = Cancellation()

  /// Backs up one source, as the newest of the set "set", wherever the source is.
  func backup(
    _ source: FilePath, reading: BackupRequest.Reading = .changed,
    cache: any ScanCache = NoScanCache()
  ) throws -> BackupReport {
    try backup([source], reading: reading, cache: cache)
  }

  func backup(
    _ sources: [FilePath], reading: BackupRequest.Reading = .changed,
    cache: any ScanCache = NoScanCache()
  ) throws -> BackupReport {
    let request = BackupRequest(
      sources: sources, set: "set", reading: reading, workers: workers, utcOffsetMinutes: 60)
    return try Backup(
      repository, request, indexFolder: IndexFolder(nil), cancellation: cancellation,
      counters: BackupCounters()
    ).run(cache)
  }

  func read() throws -> RepositoryReading {
    try RepositoryReading.load(repository, indexFolder: IndexFolder(nil))
  }

  /// Everything in a snapshot.
  func tree(
    _ snapshot: CatalogedSnapshot, _ reading: RepositoryReading, cache: FrameCache = FrameCache()
  ) throws -> ModelTree {
    try ModelTree(SnapshotView(snapshot, repository, index: reading.index, cache: cache))
  }

  /// Everything in the snapshot with that ID.
  func tree(_ id: SnapshotID) throws -> ModelTree {
    let reading = try read()
    guard let snapshot = reading.catalog.snapshots.first(where: { $0.id == id }) else {
      throw NoSuchSnapshot(id: id)
    }
    return try tree(snapshot, reading)
  }

  func check(_ depth: Check.Depth = .allData) throws -> CheckReport {
    try Check(
      repository, depth: depth, indexFolder: IndexFolder(nil), workers: 1,
      cancellation: Cancellation(), counters: CheckCounters()
    ).run()
  }

  func restore(_ id: SnapshotID, to target: FilePath) throws -> RestoreReport {
    let reading = try read()
    guard let snapshot = reading.catalog.snapshots.first(where: { $0.id == id }) else {
      throw NoSuchSnapshot(id: id)
    }
    return try Restore(
      repository, reading, snapshot, RestoreRequest(target: target, workers: workers),
      cancellation: Cancellation(), counters: RestoreCounters()
    ).run()
  }
}

struct NoSuchSnapshot: Error {
  let id: SnapshotID
}

extension CheckReport {
  /// What is not as it must be, a line each.
  var damage: [String] {
    findings.filter { $0.weight == .damage }.map { "\($0.problem) (\($0.location))" }
  }
}
