import Format
import Pipelines
import Repository
import Snapshots
import Storage
import TestSupport
import Testing

/// How small a repository is after a prune, beside a new one of the same snapshots.
struct PruneSizeTests {
  private let storage: MemoryStorage
  private let base: TestRepository
  private let source: SourceFolder
  private var random = SeededGenerator(seed: 6)

  init() throws {
    base = try TestRepository.small.get()
    storage = MemoryStorage(base.files)
    source = try SourceFolder()
  }

  private var client: Client { Client(repository: base.on(storage)) }

  private static func frameBytes(of client: Client) throws -> Int {
    let statistics = try statistics(of: client)
    return statistics.packBytes - statistics.packOverhead
  }

  private static func statistics(of client: Client) throws -> RepositoryStatistics {
    let survey = try Survey(
      client.repository, indexFolder: IndexFolder(nil), cancellation: Cancellation(),
      counters: SurveyCounters())
    return try survey.statistics(of: survey.reading.catalog.snapshots)
  }

  /// Saves versions of some files, of which `changed` bytes of 40 000 are replaced each time, then
  /// forgets all but the last and prunes.
  private mutating func prunedToTheLast(changed: Int) throws -> PruneReport? {
    var contents = (0..<Self.files).map { _ in random.words(40_000) }
    var ids: [SnapshotID] = []
    for _ in 0..<5 {
      for number in contents.indices {
        contents[number].replaceSubrange(0..<changed, with: random.words(changed))
        try source.file("file\(number)", contents[number])
      }
      ids.append(try client.backup(source.path).id)
    }
    try client.forget(Array(ids.dropLast()))
    return try client.prune().last
  }

  private static let files = 30

  private func expectWhole() throws {
    let last = try #require(try client.read().catalog.snapshots.last)
    #expect(try client.tree(last.id) == ModelTree(folder: source.path))
    let findings = try client.check().findings.map { "\($0.problem) (\($0.location))" }
    #expect(findings == [])
    #expect(try client.prune().isEmpty, "a second prune finds nothing to do")
  }

  /// Padding of packs is left aside: these are small, and few.
  private func expectSmall() throws {
    let bytes = try Self.frameBytes(of: client)
    let alone = Client(repository: base.on(MemoryStorage(base.files)))
    _ = try alone.backup(source.path)
    let bytesAlone = try Self.frameBytes(of: alone)
    print("frames after a prune: \(bytes) bytes, of the last snapshot alone \(bytesAlone)")
    #expect(bytes * 100 <= bytesAlone * 105)
  }

  @Test("What is stored as a long chain of differences from what nobody needs is written in full")
  mutating func refilling() throws {
    let report = try prunedToTheLast(changed: 4_000)
    #expect(report?.writtenBytes ?? 0 > 0)
    let statistics = try Self.statistics(of: client)
    #expect(statistics.bases.count < 5, "\(statistics.bases)")
    try expectSmall()
    try expectWhole()
  }

  @Test("What hardly differs from what nobody needs stays a difference: in full it takes as much")
  mutating func keepingDeltas() throws {
    _ = try prunedToTheLast(changed: 40)
    let statistics = try Self.statistics(of: client)
    #expect(statistics.data.deltas == Self.files)
    try expectSmall()
    try expectWhole()
  }
}
