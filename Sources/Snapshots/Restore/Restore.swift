import FileTree
import Format
package import Pipelines
package import Repository
import SystemPackage

/// One restore: the contents of a folder of a snapshot, or one file of it, into a target folder, or
/// all of it to where it was.
///
/// ```
/// RestoreWalk -> RestoreDealer -> orderedMap { RestoreWorker } -> RestoreDealer -> RestoreLedger
/// tree beside    windows, by      read, open, verify, write      who waited      report, folders'
/// target         frame                                                           attributes
/// ```
///
/// Nothing outside the target is written. A file appears under its name when it is complete, and
/// one that is the same already is not written again: a restore that was interrupted goes on where
/// it was. When this returns everything is durable.
package struct Restore: Sendable {
  private static let tasksPerWorker = 3

  private let repository: Repository
  private let reading: RepositoryReading
  private let snapshot: CatalogedSnapshot
  private let request: RestoreRequest
  private let cancellation: Cancellation
  private let counters: RestoreCounters

  package init(
    _ repository: Repository, _ reading: RepositoryReading, _ snapshot: CatalogedSnapshot,
    _ request: RestoreRequest, cancellation: Cancellation, counters: RestoreCounters
  ) {
    self.repository = repository
    self.reading = reading
    self.snapshot = snapshot
    self.request = request
    self.cancellation = cancellation
    self.counters = counters
  }

  /// `told` hears of each step when it is done, or would be.
  ///
  /// Throws `RepositoryError` when the target cannot be used or is full, or when the request is too
  /// dangerous (`refused`); `Cancelled` when it was interrupted: what was restored by then stays.
  /// Everything else is in the report.
  package func run(_ told: @escaping (RestoreStep) -> Void = { _ in }) throws -> RestoreReport {
    try refuseBlindDeletion()
    try refuseDeletionInPlace()
    let cache = FrameCache()
    let view = try SnapshotView(snapshot, repository, reading, cache: cache)
    let trees = TreeReader(
      try ChunkReader(repository, renewal: reading.renewal, cache: cache))
    let request = try comparing(view)
    let roots = try RestoreRoot.roots(of: request, view)
    let attributes = RestoredAttributes(request.owners)
    let ledger = RestoreLedger(request, attributes, cancellation, told: told)
    ledger.protected.formUnion(Self.otherTargets(roots))
    let walk = RestoreWalk(
      roots, request, trees, ledger, unreadable: snapshot.snapshot.unreadable.listed.map(\.path),
      repository.surroundings, cancellation)
    let dealer = RestoreDealer(request, walk, ledger, reading.index, trees, attributes)
    repeat {
      try perform(dealer, cache, attributes)
    } while dealer.hasMore
    for target in walk.targets where request.effect != .planned { try target.sync() }
    if request.effect == .writtenAndVerified {
      try RestoreVerification(
        repository, reading, request, counters, cancellation, cache
      ).run(roots, trees, ledger)
    }
    return ledger.report
  }

  private func perform(
    _ dealer: RestoreDealer, _ cache: FrameCache, _ attributes: RestoredAttributes
  ) throws {
    try orderedMap(
      workers: request.workers, limit: request.workers * Self.tasksPerWorker,
      cancellation: cancellation,
      next: { try dealer.next() },
      makeState: { [repository, reading, request, counters] in
        try RestoreWorker(
          repository, request, reading, cache: cache, attributes: attributes, counters: counters)
      },
      transform: { worker, task in try worker.perform(task) },
      consume: { dealer.settle($0) })
  }

  /// A file that was named is wanted as it was: one that was damaged where it is has its old size
  /// and time. Reading it costs little; reading a whole folder would not.
  private func comparing(_ view: SnapshotView) throws -> RestoreRequest {
    var request = request
    if try view.entry(at: request.path).node?.kind == .file { request.comparison = .contents }
    return request
  }

  /// Of several sources none may be taken for what is too much in another one.
  private static func otherTargets(_ roots: [RestoreRoot]) -> [BackupRequest.LeftOut] {
    guard roots.count > 1 else { return [] }
    return roots.compactMap { try? OpenFolder.open($0.target).status().identity }
  }

  /// Where the backup left things out, or on another machine, what the snapshot lacks says nothing
  /// about what may go.
  private func refuseDeletionInPlace() throws(RepositoryError) {
    guard request.surplus == .isDeleted, request.target == .inPlace else { return }
    let body = snapshot.snapshot
    let isForeign = body.host != repository.surroundings.process.host
    guard isForeign || body.counts.excludedEntries > 0 else { return }
    let reason =
      isForeign
      ? "the snapshot is of \(body.host): --delete would remove what that machine lacks"
      : "the backup left things out, which --delete would remove from where they are"
    throw RepositoryError(
      .refused, reason, at: "snapshot \(snapshot.id.short)",
      advice: "restore without --delete, or to a folder with --to")
  }

  /// What the backup could not read is not in the snapshot, and must not be deleted for that.
  private func refuseBlindDeletion() throws(RepositoryError) {
    let unreadable = snapshot.snapshot.unreadable
    guard request.surplus == .isDeleted, unreadable.total > UInt64(unreadable.listed.count) else {
      return
    }
    throw RepositoryError(
      .refused,
      "\(unreadable.total) entries could not be read by the backup, and not all of them are known "
        + "by name: a deletion could hit them",
      at: "snapshot \(snapshot.id.short)", advice: "restore without --delete")
  }
}
