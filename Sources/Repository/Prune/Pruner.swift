import Format
package import Pipelines
import Storage

/// Carries a prune out (FORMAT.md 10.4): makes the calls that `PrunerSteps` names, each durable
/// before the next.
///
/// Whoever finds an unfinished prune goes on where it stands; several at once follow one verdict.
/// Nothing is removed before the verdict is durable, and what the verdict removes nobody needs.
package struct Pruner {
  let repository: Repository
  let indexFolder: IndexFolder
  let watch: SessionWatch
  let cancellation: Cancellation
  let counters: PruneCounters
  let workers: Int
  let temporaries: TemporaryNames

  package init(
    _ repository: Repository, indexFolder: IndexFolder, watch: SessionWatch,
    cancellation: Cancellation, counters: PruneCounters, workers: Int = 1
  ) throws(RepositoryError) {
    try repository.checkPermitsWriting()
    self.repository = repository
    self.indexFolder = indexFolder
    self.watch = watch
    self.cancellation = cancellation
    self.counters = counters
    self.workers = workers
    temporaries = TemporaryNames(try repository.newSessionID())
  }

  var files: SealedFiles { repository.files }

  /// Whether an earlier prune, or one elsewhere, has not come to its end.
  package func hasBegun() throws(RepositoryError) -> Bool {
    try CollectionState.numbers(files).isUnfinished
  }

  /// P0: finishes what an earlier prune has begun; `nil` if there is nothing.
  ///
  /// Throws `damaged` where something cannot be read that says what is needed.
  package func resume() throws -> PruneReport? {
    guard try hasBegun() else { return nil }
    return try run { _, _ in .nothingToDo }
  }

  /// Does what was proposed, as far as it is still right: what has come to be needed since stays.
  ///
  /// A prune that somebody else has begun meanwhile is finished instead.
  package func perform(_ proposal: PruneProposal, of planner: PrunePlanner) throws -> PruneReport {
    try run { number, report in
      guard !proposal.isNothing else { return .nothingToDo }
      let plan = PrunePlan(
        number: number, packs: proposal.condemnedPacks,
        files: proposal.condemnedFiles.union(try records(about: proposal.forgottenSessions)))
      // Whoever finds another plan there follows it, and has nothing to move.
      if try create(plan.encoded(), .plan(number)) == .created {
        try repack(number, proposal, planner, &report)
      }
      return .done
    }
  }

  /// What is said about snapshots that go, with what was said since they were looked at.
  private func records(about sessions: Set<SessionID>) throws(RepositoryError) -> [RepositoryPath] {
    guard !sessions.isEmpty else { return [] }
    return try files.list("snapshots").compactMap { file in
      guard case .record(let session, let number)? = RepositoryPath(name: file.name),
        sessions.contains(session)
      else { return nil }
      return .record(session, number)
    }
  }

  /// Creates a file of the prune, unless somebody has.
  func create(
    _ payload: [UInt8], _ path: RepositoryPath
  ) throws(RepositoryError) -> CreateOutcome {
    try files.createOnFull(payload, as: path, via: temporaries.next)
  }

  /// Reads a file of the prune.
  func read<Value>(
    _ path: RepositoryPath, _ decode: ([UInt8]) throws(FormatError) -> Value
  ) throws(RepositoryError) -> (value: Value, hash: Bytes32) {
    let opened = try files.read(path)
    do throws(FormatError) {
      return (try decode(opened.payload), opened.hash)
    } catch {
      throw RepositoryError(error, in: path.name)
    }
  }
}
