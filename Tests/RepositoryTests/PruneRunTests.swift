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
    let pruner = try Pruner(
      test.repository, indexFolder: IndexFolder(nil),
      watch: SessionWatch(beats: NoBeatHistory()) { _, _ in false },
      cancellation: Cancellation(), counters: PruneCounters())
    let planner = try PrunePlanner(
      test.repository, indexFolder: IndexFolder(nil), isRunning: { _, _ in false })
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

  @Test("[10.4-c] A run that tells of a damaged copy stays as long as the copy does")
  func lostCopies() throws {
    let copies = try (0..<20).map { try save(Int64($0)) }
    try test.commit([], lost: [copies[3]])
    let before = try test.index()
    #expect(before.isKnownLost(copies[3]) && !before.isKnownLost(copies[4]))
    // The chunk is stored again, elsewhere.
    let again = try test.full(try test.reader().read(copies[4].chunk))
    _ = try save(30, chunk: again)
    _ = try prune()
    let after = try test.index()
    #expect(after.isKnownLost(copies[3]) && !after.isKnownLost(copies[4]))
  }
}
