import Format
import Pipelines
import Storage
import TestSupport
import Testing

@testable import Repository

/// What snapshots take, followed from their roots.
@Suite struct SurveyTests {
  private let whole: CheckedRepository
  private var test: TestRepository { whole.test }

  init() throws {
    whole = try CheckedRepository()
  }

  private func survey(cancellation: Cancellation = Cancellation()) throws -> Survey {
    try Survey(
      test.repository, indexFolder: IndexFolder(nil), cancellation: cancellation,
      counters: SurveyCounters())
  }

  private func statistics() throws -> RepositoryStatistics {
    let survey = try survey()
    let statistics = try survey.statistics(of: survey.reading.catalog.snapshots)
    #expect(
      statistics.totalBytes == test.storage.files.values.reduce(0) { $0 + $1.count })
    return statistics
  }

  /// Commits a snapshot of a root with these nodes, whose other chunks are stored with it.
  private func commit(_ nodes: [Node], _ chunks: [PendingChunk]) throws {
    let root = try test.tree(nodes)
    let data = chunks.filter { $0.entry.kind == .data }
    let trees = chunks.filter { $0.entry.kind != .data } + [root]
    var packs = [try test.store([try test.frame(trees, .tree)])]
    if !data.isEmpty { packs.append(try test.store([try test.frame(data)])) }
    try test.commit(
      packs, snapshot: .test(root: TreeReference(id: root.entry.id, isList: false)))
  }

  @Test("Data, folder listings, and the base that only a delta needs")
  func clean() throws {
    let statistics = try statistics()
    #expect(statistics.snapshots == 1)
    #expect(statistics.data.count == 7)
    #expect(statistics.data.raw == 2 * 10_000 + 4 * 9000 + 20_003)
    #expect(statistics.data.deltas == 1)
    #expect(statistics.data.savedByDelta > 19_000)
    // Raw frames: nothing is saved, and sealing takes 40 bytes for each of five.
    #expect(statistics.data.savedByCompression == -5 * 40)
    #expect(statistics.trees.count == 2)
    #expect([statistics.bases.count, statistics.bases.raw] == [1, 20_000])
    #expect(statistics.others == ChunkBytes())
    #expect([statistics.packs, statistics.strayPacks, statistics.missing] == [5, 0, 0])
  }

  @Test("What several snapshots need is counted once, for each of them whole")
  func shared() throws {
    var again = whole.snapshot
    again.counts.fileBytes = 100_000
    again.counts.files = 7
    try test.commit([], snapshot: again)
    let x = try test.full(test.random.bytes(100))
    try commit([.file("a", whole.chunks), .file("b", [x, x])], [x])
    let statistics = try statistics()
    #expect([statistics.snapshots, statistics.data.count, statistics.trees.count] == [3, 8, 3])
    #expect(statistics.data.raw == 2 * 10_000 + 4 * 9000 + 20_003 + 100)
    #expect([statistics.fileBytes, Int(statistics.files)] == [100_000, 7])
    let survey = try survey()
    let entries = try survey.entries(of: survey.reading.catalog.snapshots)
    #expect(
      entries.map(\.differentBytes).sorted() == [36_100, 76_003, 76_003], "each by itself")
    let other = entries.filter { $0.differentBytes == 36_100 }.map(\.snapshot)
    let some = try survey.statistics(of: other)
    #expect([some.data.count, some.trees.count, some.bases.count] == [5, 1, 0])
    #expect(some.others.count == 2 + 1 + 1 + 2)
    #expect(some.packsWithOthers == 4)
    #expect(some.totalBytes == statistics.totalBytes)
  }

  @Test("What nobody needs, what nobody committed, and what is gone")
  func rest() throws {
    let before = try statistics()
    let unused = try test.store([try test.frame([try test.full(test.random.bytes(99))])])
    try test.commit([unused])
    let stray = try test.store([try test.frame([try test.full(test.random.bytes(98))])])
    let after = try statistics()
    #expect(after.data == before.data && after.trees == before.trees)
    #expect([after.others.count, after.others.raw, after.packsWithOthers] == [1, 99, 1])
    #expect([after.strayPacks, after.strayPackBytes] == [1, stray.length])
    #expect(after.packBytes == before.packBytes + unused.length)
    try test.storage.remove(whole.name("z"))
    let damaged = try statistics()
    #expect([damaged.missing, damaged.packs, damaged.data.count] == [4, 5, 3])
    try test.storage.remove(whole.name("trees"))
    #expect(try statistics().missing == 1)
  }

  @Test("A lost copy is not needed, another one is")
  func lost() throws {
    let other = try test.store([try test.frame([whole.chunks[0]])])
    let z = try #require(whole.packs["z"]).id
    try test.commit([other], lost: [LostCopy(pack: z, chunk: whole.chunks[0].entry.id)])
    let statistics = try statistics()
    #expect([statistics.data.count, statistics.others.count, statistics.missing] == [7, 1, 0])
    #expect(statistics.packsWithOthers == 1)
  }

  @Test("Lists of chunks and of pieces are followed, each once")
  func lists() throws {
    let data = try (0..<3).map { _ in try test.full(test.random.bytes(1000)) }
    let list = try test.full(
      ChunkList(ids: data.map(\.entry.id)).encoded(), .chunkList)
    let pieces = try [
      test.tree([.lists("a", [list, list])]), test.tree([.lists("b", [list])]),
    ]
    let names = try ["a", "b"].map { try #require(FileName($0.utf8)) }
    let folder = try test.full(
      TreeList(
        entries: zip(names, pieces).map { TreeList.Entry(firstName: $0, id: $1.entry.id) }
      ).encoded(), .treeList)
    try commit([.folder("big", folder), .folder("same", folder)], data + pieces + [list, folder])
    let survey = try survey()
    let newest = try #require(
      try survey.entries(of: survey.reading.catalog.snapshots).first { $0.differentBytes == 3000 })
    let statistics = try survey.statistics(of: [newest.snapshot])
    #expect(statistics.data.count == 3)
    #expect(statistics.trees.count == 1 + 2 + 1 + 1)
  }

  @Test("A tree that does not decode is one thing missing, and no more is said of it")
  func undecodable() throws {
    let bad = try test.full([1, 2, 3], .treePiece)
    try commit([.folder("bad", bad), .file("z", whole.chunks)], [bad])
    #expect(try statistics().missing == 1)
  }

  @Test("A stop ends it")
  func stopped() throws {
    let cancellation = Cancellation()
    let survey = try survey(cancellation: cancellation)
    cancellation.cancel()
    let snapshots = survey.reading.catalog.snapshots
    #expect(throws: Cancelled.self) { try survey.statistics(of: snapshots) }
    #expect(throws: Cancelled.self) { try survey.entries(of: snapshots) }
  }
}

extension Node {
  /// A file whose chunks these lists name.
  fileprivate static func lists(_ name: String, _ lists: [PendingChunk]) -> Node {
    let file = Node.file(name, lists)
    return Node(
      name: file.name, owner: file.owner, modified: file.modified,
      content: .file(size: 1, ids: lists.map(\.entry.id), idsNameLists: true, holes: []))
  }
}
