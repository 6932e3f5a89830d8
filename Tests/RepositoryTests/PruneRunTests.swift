import Format
import Pipelines
import Storage
import TestSupport
import Testing

@testable import Repository

/// What a prune makes of index runs.
@Suite struct PruneRunTests {
  private let test: TestRepository

  init() throws {
    test = try TestRepository(seed: 31)
  }

  /// A session with a snapshot of one file of one chunk; the copy of the chunk.
  private func save(_ seconds: Int64, chunk: PendingChunk? = nil) throws -> LostCopy {
    let chunk = try chunk ?? test.full(test.random.bytes(500))
    let root = try test.tree([.file("a", [chunk])])
    let data = try test.store([try test.frame([chunk])])
    let tree = try test.store([try test.frame([root], .tree)])
    try test.commit(
      [data, tree],
      snapshot: .test(
        root: TreeReference(id: root.entry.id, isList: false), seconds: seconds))
    return LostCopy(pack: data.id, chunk: chunk.entry.id)
  }

  private func prune() throws -> PruneReport? {
    let watch = SessionWatch.alone
    let pruner = try Pruner(
      test.repository, indexFolder: IndexFolder(nil), watch: watch,
      cancellation: Cancellation(), counters: PruneCounters())
    let planner = try PrunePlanner(
      test.repository, indexFolder: IndexFolder(nil), watch: watch)
    var limits = PruneLimits()
    limits.maxRepackBytes = 0
    let proposal = try planner.proposal(
      limits, cancellation: Cancellation(), counters: SurveyCounters())
    return proposal.isNothing ? nil : try pruner.perform(proposal, of: planner)
  }

  private var runs: Int { get throws { try test.storage.list("index").count } }

  @Test("[10.4-c] Many small runs become one, which says the same")
  func merging() throws {
    let copies = try (0..<20).map { try save(Int64($0)) }
    #expect(try runs == 20)
    _ = try #require(try prune())
    #expect(try runs == 1)
    let reader = try test.reader()
    for copy in copies { #expect(try reader.read(copy.chunk).count == 500) }
    #expect(try test.index().packs.count == 40)
    #expect(try prune() == nil)
  }

  @Test("[10.4-c] A run that tells of a damaged copy stays as long as its pack does")
  func lostCopies() throws {
    _ = try (0..<20).map { try save(Int64($0)) }
    // A pack of two chunks, one of them damaged and stored again elsewhere.
    let (bad, good) = (try test.full(test.random.bytes(500)), try test.full(test.random.bytes(500)))
    let root = try test.tree([.file("a", [bad, good])])
    let data = try test.store([try test.frame([bad, good])])
    let tree = try test.store([try test.frame([root], .tree)])
    let snapshot = Snapshot.test(
      root: TreeReference(id: root.entry.id, isList: false), seconds: 50)
    try test.commit([data, tree], snapshot: snapshot)
    let lost = LostCopy(pack: data.id, chunk: bad.entry.id)
    try test.commit([], lost: [lost])
    // As long as there is no other copy nothing is removed.
    #expect(throws: RepositoryError.self) { try prune() }
    _ = try save(60, chunk: bad)
    _ = try #require(try prune())
    let after = try test.index()
    #expect(after.isKnownLost(lost))
    #expect(try test.reader().read(bad.entry.id).count == 500)
  }

  @Test(
    "[10.3-g] Nothing is removed as long as the outcome of a session with a snapshot is missing")
  func missingOutcome() throws {
    _ = try save(1)
    _ = try save(2)
    let logs = try test.storage.list("log")
    try test.storage.remove(logs[0].name)
    #expect(throws: RepositoryError.self) { try prune() }
  }

  @Test("A pack of another length goes once what it held is stored again")
  func shortPacks() throws {
    let copy = try save(1)
    let bytes = try test.reader().read(copy.chunk)
    try test.replace(.pack(copy.pack)) { $0.removeLast(10) }
    #expect(throws: RepositoryError.self) { try prune() }
    _ = try save(2, chunk: try test.full(bytes))
    _ = try #require(try prune())
    #expect(throws: StorageError.self) {
      try test.storage.size(of: RepositoryPath.pack(copy.pack).name)
    }
    #expect(try prune() == nil)
    #expect(try test.reader().read(copy.chunk) == bytes)
  }
}
