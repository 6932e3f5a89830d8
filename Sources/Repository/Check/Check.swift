import Format
package import Pipelines
import Storage

/// Looks whether a repository is what FORMAT.md says, and says what it proved.
///
/// The structure: every file that is referenced is there, opens and decodes; every chunk that a
/// snapshot references has a usable copy in a pack of the right length; every tree reads. The data
/// as well: packs byte for byte, all of them or those whose last proof is the oldest. What is found
/// damaged then is recorded as lost, so that the next backup stores it again; nothing else in the
/// repository is changed.
package struct Check: Sendable {
  package enum Depth: Equatable, Sendable {
    case structure
    case data(PackShare)

    package static let allData = Depth.data(.all)
  }

  private let repository: Repository
  private let indexFolder: IndexFolder
  private let depth: Depth
  private let history: any ProofHistory
  private let workers: Int
  private let cancellation: Cancellation
  private let counters: CheckCounters

  package init(
    _ repository: Repository, depth: Depth, history: any ProofHistory = NoProofHistory(),
    indexFolder: IndexFolder, workers: Int, cancellation: Cancellation, counters: CheckCounters
  ) {
    self.repository = repository
    self.depth = depth
    self.history = history
    self.indexFolder = indexFolder
    self.workers = workers
    self.cancellation = cancellation
    self.counters = counters
  }

  /// Throws only what keeps it from looking: everything found is in the report. What was proved and
  /// what was found damaged up to a `Cancelled` is remembered and recorded.
  package func run() throws -> CheckReport {
    var contents = try ContentsCheck(
      repository, share: share, history: history, workers: workers, cancellation: cancellation,
      counters: counters)
    while true {
      let state = try RepositoryState.load(repository.files)
      do {
        var report = try run(state, &contents)
        // What a prune has taken away in the meantime is not missing: then it looks again.
        guard try report.isSound || state.isCurrent(repository) else { continue }
        record(contents.lost, &report)
        report.excuseAbsentPacks()
        return report
      } catch let error as Cancelled {
        var unread = CheckReport()
        if try state.isCurrent(repository) { record(contents.lost, &unread) }
        throw error
      }
    }
  }

  private var share: PackShare {
    if case .data(let share) = depth { share } else { .bytes(0) }
  }

  private func run(
    _ state: RepositoryState, _ contents: inout ContentsCheck
  ) throws -> CheckReport {
    var report = CheckReport()
    for finding in try CopyCheck(repository).findings() { report.add(finding) }
    let names = try StoredNames(repository.files)
    var origins = PackOrigins()
    var index = try loadIndex(state, names, &origins)
    for error in index.damage + origins.problems { report.add(error) }
    if !index.damage.isEmpty || !state.damage.isEmpty {
      index = index.adding(try LostIndex(repository).rebuilt(besides: index))
    }
    let catalog = try SnapshotCatalog.load(repository, state: state)
    names.check(state: state, index: index, strayRecords: catalog.strayRecords, &report)
    try OutcomeCheck(repository.files).run(
      names, state: state, forgotten: catalog.records.forgottenSessions, &report)
    for error in catalog.damage { report.add(error) }
    report.catalog = catalog.snapshots
    let early =
      workers > 1
      ? try EarlyReferences(
        repository, index: index, catalog.snapshots, cancellation: cancellation) : nil
    try readPacks(index, origins, names, state, &contents, &report)
    let missing = contents.lost + contents.unread
    if missing.isEmpty, let early {
      report.add(references: try early.report())
    } else {
      var references = try ReferenceCheck(
        repository, index: index.without(missing), cancellation: cancellation)
      try references.run(catalog.snapshots, &report)
    }
    return report
  }

  /// The index from the repository alone: what this machine remembers of it proves nothing. The
  /// local tables are made anew on the way.
  private func loadIndex(
    _ state: RepositoryState, _ names: StoredNames, _ origins: inout PackOrigins
  ) throws(RepositoryError) -> ChunkIndex {
    indexFolder.clear()
    return try ChunkIndex.load(
      state, purpose: .reading, folder: indexFolder,
      packIsThere: { id, length in names.packs[id] == UInt64(length) },
      readRun: { (run) throws(RepositoryError) in
        do throws(RepositoryError) {
          let contents = try repository.files.readIndexRun(run)
          try origins.note(contents, run)
          return contents
        } catch {
          // A sector that cannot be read is damage like any other.
          guard error.code == .failed else { throw error }
          throw .damaged(error.problem, at: error.location, cause: error)
        }
      })
  }

  private func record(_ lost: [LostCopy], _ report: inout CheckReport) {
    guard !lost.isEmpty else { return }
    do throws(RepositoryError) {
      try LossRecord(repository, indexFolder: indexFolder).commit(lost)
    } catch {
      report.note(
        "the damage could not be recorded, so the next backup may rely on it: \(error.problem)",
        at: error.location)
    }
  }

  private func readPacks(
    _ index: ChunkIndex, _ origins: PackOrigins, _ names: StoredNames, _ state: RepositoryState,
    _ contents: inout ContentsCheck, _ report: inout CheckReport
  ) throws {
    let packs = names.wholePacks(index, besides: state.dropped)
    forgetProofs(of: index.packs.map(\.id), besides: packs, names)
    try contents.run(packs, index: index, origins, &report)
    let proofs = history.proofs(asOf: repository.surroundings.clock.now.seconds)
    report.coverage = ProofCoverage(
      Set(packs.map(\.id)),
      proofs: proofs.merging(contents.proved) { $1 })
  }

  /// What is gone, or has another length than the index says.
  private func forgetProofs(
    of named: [PackID], besides whole: [ReadingPlan.Pack], _ names: StoredNames
  ) {
    let wrong = Set(named).subtracting(whole.map(\.id))
    history.drop(history.proofs().keys.filter { names.packs[$0] == nil || wrong.contains($0) })
  }
}

extension RepositoryError {
  /// Whether it says something about one file; any other error keeps a check from looking.
  var isFinding: Bool {
    switch code {
    case .damaged, .failed, .unsupportedFormat: true
    default: false
    }
  }
}
