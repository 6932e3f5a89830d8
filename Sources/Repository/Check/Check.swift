import Format
package import Pipelines
import Storage

/// Looks whether a repository is what FORMAT.md says, and says what it proved.
///
/// The structure: every file that is referenced is there, opens and decodes; every chunk that a
/// snapshot references has a usable copy in a pack of the right length; every tree reads. The data as
/// well: every pack byte for byte. Nothing is changed.
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
    var report = CheckReport()
    try CopyCheck(repository).run(&report)
    let files = repository.files
    let state = try RepositoryState.load(files)
    let names = try StoredNames(files)
    let index = try ChunkIndex.load(
      files, state: state, purpose: .reading, folder: indexFolder
    ) { id, length in
      names.packs[id] == UInt64(length)
    }
    for error in index.damage { report.add(error) }
    names.check(state: state, index: index, &report)
    try OutcomeCheck(files).run(names, state: state, &report)
    let catalog = try SnapshotCatalog.load(repository, state: state)
    for error in catalog.damage { report.add(error) }
    var references = ReferenceCheck(repository, index: index, cancellation: cancellation)
    try references.run(catalog.snapshots, &report)
    if depth == .allData { try readPacks(index, names, &report) }
    return report
  }

  private func readPacks(
    _ index: ChunkIndex, _ names: StoredNames, _ report: inout CheckReport
  ) throws {
    var packs = index.packs.filter { names.packs[$0.id] == UInt64($0.length) }[...]
    counters.begin(packs: packs.count)
    var results: [PackCheck.Result] = []
    try orderedMap(
      workers: workers, limit: workers * 2, cancellation: cancellation,
      next: { packs.popFirst() },
      makeState: { [repository, counters] in
        try PackCheck(repository, index: index, cache: FrameCache(limitBytes: 16 << 20), counters)
      },
      transform: { check, pack in check.read(pack.id, length: pack.length) },
      consume: { results.append($0) })
    for result in results {
      report.packsRead += 1
      report.bytesRead += UInt64(result.bytes)
      for error in result.problems { report.add(error) }
    }
  }
}
