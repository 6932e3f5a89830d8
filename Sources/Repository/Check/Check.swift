import Format
package import Pipelines
import Storage

/// Looks whether a repository is what FORMAT.md says, and says what it proved.
///
/// The structure: every file that is referenced is there, opens and decodes; every chunk that a
/// snapshot references has a usable copy in a pack of the right length; every tree reads. The data
/// as well: every pack byte for byte. What is found damaged then is recorded as lost, so that the
/// next backup stores it again; nothing else in the repository is changed.
package struct Check: Sendable {
  package enum Depth: Sendable {
    case structure
    case allData
  }

  private let repository: Repository
  private let indexFolder: IndexFolder
  private let depth: Depth
  private let workers: Int
  private let cancellation: Cancellation
  private let counters: CheckCounters

  package init(
    _ repository: Repository, depth: Depth, indexFolder: IndexFolder, workers: Int,
    cancellation: Cancellation, counters: CheckCounters
  ) {
    self.repository = repository
    self.depth = depth
    self.indexFolder = indexFolder
    self.workers = workers
    self.cancellation = cancellation
    self.counters = counters
  }

  /// Throws only what keeps it from looking: everything found is in the report.
  package func run() throws -> CheckReport {
    while true {
      let state = try RepositoryState.load(repository.files)
      let report = try run(state)
      if report.isSound { return report }
      // What a prune has taken away in the meantime is not missing: then it looks again.
      let verdict = try CollectionState.load(repository.files).verdictNumber
      if verdict == state.verdict { return report }
    }
  }

  private func run(_ state: RepositoryState) throws -> CheckReport {
    var report = CheckReport()
    try CopyCheck(repository).run(&report)
    let names = try StoredNames(repository.files)
    var origins = PackOrigins()
    var index = try loadIndex(state, names, &origins)
    for error in index.damage + origins.problems { report.add(error) }
    if !index.damage.isEmpty || !state.damage.isEmpty {
      index = index.adding(try LostIndex(repository).rebuilt(besides: index))
    }
    names.check(state: state, index: index, &report)
    try OutcomeCheck(repository.files).run(names, state: state, &report)
    let catalog = try SnapshotCatalog.load(repository, state: state)
    for error in catalog.damage { report.add(error) }
    if depth == .allData {
      let lost = try readPacks(index, origins, names, &report)
      record(lost.filter { !index.isKnownLost($0) }, &report)
      index = index.without(lost)
    }
    var references = try ReferenceCheck(repository, index: index, cancellation: cancellation)
    try references.run(catalog.snapshots, &report)
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

  /// Reads all packs that the index names, and returns the copies that are damaged.
  private func readPacks(
    _ index: ChunkIndex, _ origins: PackOrigins, _ names: StoredNames, _ report: inout CheckReport
  ) throws -> [LostCopy] {
    let named = Set(index.packs.filter { names.packs[$0.id] == UInt64($0.length) }.map(\.id))
    var packs = named.sorted()[...]
    counters.begin(packs: packs.count)
    var lost: [LostCopy] = []
    try orderedMap(
      workers: workers, limit: workers * 2, cancellation: cancellation,
      next: { packs.popFirst() },
      makeState: { [repository, counters] in
        try PackCheck(repository, index: index, origins, counters)
      },
      transform: { check, pack in try check.read(pack) },
      consume: { result in
        report.packsRead += 1
        report.bytesRead += UInt64(result.bytes)
        // Once recorded it is no news, but what is missing because of it is.
        let isKnown = !result.lost.isEmpty && result.lost.allSatisfy(index.isKnownLost)
        for error in result.problems {
          if isKnown { report.noteKnown(error) } else { report.add(error) }
        }
        lost += result.lost
      })
    return lost
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
