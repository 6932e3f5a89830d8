import FileTree
import Format
package import Pipelines
package import Repository
import Sealing
import SystemPackage

/// One backup: walk, compare, read, store, and a snapshot at the end.
///
/// ```
/// StartedWalk -> RecalledWalk -> BackupWalk -> orderedMap { BackupWorker } -> BackupCollector
/// lists ahead    what was known  deals out                  reads, stores     trees, WriteSession
/// ```
///
/// Nothing of it is visible before the snapshot is durable. An interruption keeps what was stored
/// as a checkpoint, so that the next run sends none of it again.
package struct Backup: Sendable {
  /// How often it is made again after a prune took its session for dead.
  private static let maxRuns = 3

  private let repository: Repository
  private let request: BackupRequest
  private let indexFolder: IndexFolder
  private let cancellation: Cancellation
  private let counters: BackupCounters

  package init(
    _ repository: Repository, _ request: BackupRequest, indexFolder: IndexFolder,
    cancellation: Cancellation, counters: BackupCounters
  ) {
    self.repository = repository
    self.request = request
    self.indexFolder = indexFolder
    self.cancellation = cancellation
    self.counters = counters
  }

  /// Runs it. When this returns, the snapshot is saved.
  ///
  /// Throws `Cancelled` when it was interrupted, `RepositoryError` when the repository or storage
  /// failed. Files that could not be read are in the report.
  package func run(_ cache: any ScanCache) throws -> BackupReport {
    var request = request
    for _ in 1..<Self.maxRuns {
      do {
        return try runOnce(request, cache)
      } catch let error as RepositoryError
        where error.cause is SessionFenced && request.stream == nil
      {
        // A machine that slept: what it stored before may be gone, what it checkpointed is not. A
        // stream does not come twice; what was read together with others is read alone.
        request.share = nil
        request.walk = nil
      }
    }
    return try runOnce(request, cache)
  }

  private func runOnce(
    _ request: BackupRequest, _ cache: any ScanCache
  ) throws -> BackupReport {
    let walk =
      try request.walk ?? StartedWalk(request, started: repository.surroundings.clock.now)
    defer { walk.end() }
    let session = try WriteSession(repository, purpose: .backup, indexFolder: indexFolder)
    let rows = cache.writer()
    do {
      let frames = FrameCache()
      let index = session.view.index
      let recalled = try RecalledWalk(
        walk, request, cache,
        makeTrees: { [repository] in try ComparedTrees(repository, index, frames) })
      defer { recalled.end() }
      let report = try BackupRun(
        session, request, recalled, since: walk.started, rows: rows, frames: frames,
        cancellation: cancellation, counters: counters
      ).run()
      rows.publish()
      return report
    } catch {
      rows.discard()
      session.abandon()
      throw error
    }
  }
}

/// The parts of one running backup.
private struct BackupRun {
  /// Items between being walked and being collected, for each worker.
  private static let itemsPerWorker = 3
  /// Entries whose times are nearer to the start of the run than this prove nothing: a file
  /// system's clock may be coarse.
  private static let settlingSeconds: Int64 = 2

  private let session: WriteSession
  private let request: BackupRequest
  private let cancellation: Cancellation
  private let counters: BackupCounters
  private let started: Timestamp
  private let sources: SourceNames
  private let compared: ComparedSnapshot
  private let damage: [RepositoryError]
  private let walk: BackupWalk
  private let collector: BackupCollector
  private let frameCache: FrameCache
  private let cutting: Cutting
  private let owners: Owners

  init(
    _ session: WriteSession, _ request: BackupRequest, _ walk: RecalledWalk,
    since started: Timestamp, rows: any ScanRowWriter, frames: FrameCache,
    cancellation: Cancellation, counters: BackupCounters
  ) throws {
    let repository = session.repository
    self.session = session
    self.request = request
    self.cancellation = cancellation
    self.counters = counters
    self.started = started
    sources = SourceNames(request.sources + [request.stream?.path].compactMap { $0 })
    frameCache = frames
    owners = Owners()
    let catalog = try SnapshotCatalog.load(repository, state: session.view.state)
    damage = catalog.damage + session.view.index.damage
    let trees = try ComparedTrees(repository, session.view.index, frames)
    let set = SnapshotSet(
      name: request.set, host: repository.surroundings.process.host,
      sources: sources.sources.map(\.path.bytes))
    let newest = set.newest(of: catalog.snapshots)
    compared = ComparedSnapshot(newest, trees)
    if let counts = newest?.snapshot.counts {
      counters.expect(files: counts.files, bytes: counts.fileBytes)
    } else {
      request.count?.begin(request)
    }
    let limit = request.workers * Self.itemsPerWorker
    let reads = FileReads(share: request.share)
    let cutting = try Cutting(repository, limit: limit, started: started, reads: reads)
    self.cutting = cutting
    self.walk = BackupWalk(
      request, walk, compared: compared, cutting: cutting,
      links: try HardLinks(repository.keyring), counters: counters)
    let treeSink = try ChunkSink(
      session.share, level: request.level, kind: .tree, cache: frameCache, counters: counters)
    collector = BackupCollector(
      session,
      dataSink: try ChunkSink(
        session.share, level: request.level, kind: .data, cache: frameCache, counters: counters),
      treeSink: treeSink,
      trees: TreeBuilder(
        treeSink, trees.reader, owners, gearTable: repository.keyring.gearTable),
      rows: rows,
      settledBefore: Timestamp(
        seconds: started.seconds - Self.settlingSeconds, nanoseconds: started.nanoseconds),
      counters: counters,
      linkReader: { [session, request, frameCache, owners, trees, started] in
        let cutting = try Cutting(repository, limit: 0, started: started, reads: reads)
        let worker = try BackupWorker(
          session.share, level: request.level, cache: frameCache, owners: owners,
          counters: counters, cutting: cutting)
        return LinkReader(worker, cutting, trees)
      })
  }

  func run() throws -> BackupReport {
    do {
      try readAndStore()
      try request.stream?.confirm()
    } catch let cancelled as Cancelled {
      // What was stored stays, under a session of its own.
      try? collector.flush()
      try? session.checkpoint()
      throw cancelled
    }
    guard !presentSources.isEmpty else {
      throw sources.noneIsReadable(
        missing: walk.selected.missing.count, reason: collector.unreadable.first?.reason)
    }
    let root = try collector.finish(previousRoot: compared.root)
    let snapshot = snapshot(root: root)
    if let same = compared.snapshot, request.unchanged == .skipped, snapshot.holdsNothingBut(same) {
      try session.finish()
      return report(same.id, snapshot, same: same)
    }
    guard let id = try session.commit(snapshot, remarks: request.remarks) else {
      preconditionFailure("a commit with a snapshot gives its ID")
    }
    return report(id, snapshot)
  }

  private func readAndStore() throws {
    try orderedMap(
      workers: request.workers, limit: request.workers * Self.itemsPerWorker,
      cancellation: cancellation,
      next: { try walk.next() },
      makeState: { [share = session.share, request, frameCache, owners, counters, cutting] in
        try BackupWorker(
          share, level: request.level, cache: frameCache, owners: owners, counters: counters,
          cutting: cutting)
      },
      transform: { worker, item in try worker.perform(item) },
      consume: { try collector.take($0) })
  }
}

extension BackupRun {
  private func snapshot(root: TreeReference) -> Snapshot {
    let process = session.repository.surroundings.process
    var counts = collector.counts
    counts.excludedEntries = UInt64(walk.selected.leftOutCount)
    counts.newChunkBytes = UInt64(collector.newBytes)
    counts.storedBytes = UInt64(session.storedBytes)
    return Snapshot(
      time: started, utcOffsetMinutes: request.utcOffsetMinutes, host: process.host,
      user: process.user, set: request.set, program: session.repository.surroundings.program,
      comparedWith: compared.id, previous: compared.id, root: root,
      sources: presentSources.map(\.path.bytes),
      counts: counts,
      unreadable: UnreadableEntries(
        naming: collector.unreadable.map { UnreadablePath(path: $0.path, reason: $0.reason) }))
  }

  /// Sources that have a node: in the order of the root's nodes [8.1-a].
  private var presentSources: [SourceNames.Source] {
    let names = collector.sourceNames
    return sources.sources.filter { names.contains($0.name) }
  }

  private func report(
    _ id: SnapshotID, _ snapshot: Snapshot, same: CatalogedSnapshot? = nil
  ) -> BackupReport {
    let kept = Int(clamping: snapshot.counts.changedFiles + snapshot.counts.unchangedFiles)
    return BackupReport(
      id: id, snapshot: snapshot, same: same,
      deleted: max(0, compared.files - kept - collector.failedCount),
      unreadable: collector.unreadable, unsteady: collector.unsteady, leftOut: walk.selected.own,
      excluded: walk.selected.counts.entries, leftOutPlaces: walk.selected.places,
      missingSources: walk.selected.missing,
      warnings: damage.map(\.description) + streamWarnings)
  }

  private var streamWarnings: [String] {
    guard let stream = request.stream, request.sources.isEmpty, collector.counts.fileBytes == 0
    else { return [] }
    return ["nothing came from \(stream.origin.rawValue)"]
  }
}

extension Snapshot {
  /// Whether it says the same of the same sources, but for when.
  fileprivate func holdsNothingBut(_ other: CatalogedSnapshot) -> Bool {
    root == other.snapshot.root && sources == other.snapshot.sources
      && unreadable == other.snapshot.unreadable
  }
}
