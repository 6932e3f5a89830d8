import Format
import Repository
import Snapshots
import Storage
import TestSupport
import Testing

/// What a prune frees, and what it leaves.
struct PruneTests {
  private let storage: MemoryStorage
  private let base: TestRepository
  private let source: SourceFolder
  private var random = SeededGenerator(seed: 5)

  init() throws {
    base = try TestRepository.small.get()
    storage = MemoryStorage(base.files)
    source = try SourceFolder()
  }

  private var client: Client { Client(repository: base.on(storage)) }

  private var bytes: Int { storage.files.values.reduce(0) { $0 + $1.count } }

  /// Everything that a check has to say.
  private func problems(_ client: Client) throws -> [String] {
    try client.check().findings.map { "\($0.problem) (\($0.location))" }
  }

  private func expectClean(_ problems: [String]) {
    #expect(problems == [])
  }

  /// Saves the folder as it is.
  private func backup() throws -> (id: SnapshotID, tree: ModelTree) {
    (try client.backup(source.path).id, try ModelTree(folder: source.path))
  }

  private mutating func write(_ name: String, _ count: Int) throws {
    try source.file(name, random.noise(count))
  }

  @Test("[10.4-c] What only forgotten snapshots had goes, all else stays to the byte")
  mutating func freeing() throws {
    try write("kept", 300_000)
    try write("gone", 5_000_000)
    let first = try backup()
    try source.remove("gone")
    let second = try backup()
    let before = bytes
    // A prune lays it down at its end.
    Reserve(client.repository).layDown()
    let withReserve = bytes
    #expect(withReserve - before == Reserve.byteCount)
    try client.forget([first.id])
    let reports = try client.prune()
    #expect(reports.count == 1)
    #expect(withReserve - bytes > 4_900_000)
    #expect(try client.read().catalog.snapshots.map(\.id) == [second.id])
    #expect(try client.tree(second.id) == second.tree)
    expectClean(try problems(client))
  }

  @Test("A pack of which a part is needed is rewritten; deltas and their bases come along")
  mutating func rewriting() throws {
    // Many files in one pack, each of which changes a little: chains of deltas.
    for number in 0..<40 { try source.file("file\(number)", random.words(20_000)) }
    let first = try backup()
    for round in 0..<3 {
      for number in 0..<20 {
        let old = try ModelTree(folder: source.path).files["file\(number)"] ?? []
        try source.file("file\(number)", old + random.words(50 + round))
      }
      for number in 20..<40 where number % 4 == round {
        try source.file("file\(number)", random.words(20_000))
      }
      _ = try backup()
    }
    let last = try backup()
    let all = try client.read().catalog.snapshots.map(\.id)
    try client.forget(all.filter { $0 != last.id })
    var limits = PruneLimits()
    limits.maxUnusedMillionths = 0
    let report = try #require(try client.prune(limits).last)
    #expect(report.writtenBytes > 0)
    #expect(try client.tree(last.id) == last.tree)
    expectClean(try problems(client))
    let again = try client.prune(limits)
    #expect(again.isEmpty, "nothing is left to do: \(again)")
    #expect(first.id != last.id)
  }

  private func proposal(_ planner: PrunePlanner) throws -> PruneProposal {
    try planner.proposal(
      PruneLimits(), cancellation: client.cancellation, counters: SurveyCounters())
  }

  /// A pack of which nothing is needed.
  private func deadPack() throws -> (name: String, bytes: [UInt8]) {
    let id = try #require(try proposal(client.planner()).dead.first?.id)
    let name = RepositoryPath.pack(id).name
    return (name, try #require(storage.files[name]))
  }

  private func bring(_ pack: (name: String, bytes: [UInt8])) throws {
    let temporary = "tmp/\(String(repeating: "0", count: 32))-0"
    #expect(try storage.create(pack.name, pack.bytes, via: temporary) == .created)
  }

  @Test("[10.4-e] A missing pack that nothing needs is missed no more, and goes if it turns up")
  mutating func missingPack() throws {
    // In one run, most of which stays.
    try write("a gone", 2_500_000)
    try write("kept", 6_000_000)
    let first = try backup()
    try source.remove("a gone")
    let second = try backup()
    try client.forget([first.id])
    let pack = try deadPack()
    try storage.remove(pack.name)
    #expect(try problems(client).contains { $0.hasPrefix("the pack is missing, and no snapshot") })
    _ = try client.prune()
    expectClean(try problems(client))
    #expect(try client.prune().isEmpty)
    // It was only away, or listed late.
    try bring(pack)
    #expect(try problems(client).count == 1)
    #expect(try client.prune().count == 1)
    #expect(storage.files[pack.name] == nil)
    expectClean(try problems(client))
    #expect(try client.tree(second.id) == second.tree)
  }

  @Test("[10.4-e] A pack that was not listed and that a backup has come to need stays")
  mutating func packListedLate() throws {
    try write("file", 3_000_000)
    let first = try backup()
    try client.forget([first.id])
    let pack = try deadPack()
    try storage.remove(pack.name)
    let planner = try client.planner()
    let proposal = try proposal(planner)
    #expect(proposal.missing.count == 1)
    // The writer sees it, and so refers to it.
    try bring(pack)
    let second = try backup()
    try storage.remove(pack.name)
    #expect(throws: RepositoryError.self) {
      try client.pruner().perform(proposal, of: planner)
    }
    try bring(pack)
    _ = try client.prune()
    expectClean(try problems(client))
    #expect(try client.tree(second.id) == second.tree)
  }

  @Test("With nothing forgotten nothing is planned")
  mutating func nothing() throws {
    try write("a", 100_000)
    _ = try backup()
    #expect(try client.prune().isEmpty)
    #expect(storage.files.keys.allSatisfy { !$0.hasPrefix("gc/") })
  }

  @Test("[8.2-d] [8.2-e] A forgotten snapshot comes back with what was said, until it is pruned")
  mutating func bringingBack() throws {
    try write("a", 100_000)
    let first = try backup()
    try write("a", 120_000)
    let second = try backup()
    let cataloged = try client.read().catalog.snapshots.filter { $0.id == first.id }
    try client.repository.perform(
      try client.repository.plan([.addTags(["kept"]), .note("so")], about: cataloged))
    try client.forget([first.id])
    #expect(try client.read().catalog.snapshots.map(\.id) == [second.id])
    try client.bringBack(first.id)
    let catalog = try client.read().catalog
    #expect(Set(catalog.snapshots.map(\.id)) == [first.id, second.id])
    let remarks = catalog.snapshots.first { $0.id == first.id }?.remarks
    #expect(remarks?.tags == ["kept"])
    #expect(remarks?.note == "so")
    // Its first body and the records that count no more go, it stays.
    _ = try client.prune()
    #expect(try client.tree(first.id) == first.tree)
    expectClean(try problems(client))
    try client.forget([first.id])
    _ = try client.prune()
    #expect(throws: NoSuchSnapshot.self) { try client.bringBack(first.id) }
    expectClean(try problems(client))
  }

  @Test("What interrupted runs left goes")
  mutating func remains() throws {
    try write("a", 3_000_000)
    let faulty = FaultyStorage(storage.files, fault: .stop(afterSteps: 25))
    #expect(throws: RepositoryError.self) {
      try Client(repository: base.on(faulty)).backup(source.path)
    }
    let left = MemoryStorage(faulty.survivors(.kept).files)
    let client = Client(repository: base.on(left))
    #expect(try client.check().findings.isEmpty == false)
    _ = try client.prune()
    expectClean(try problems(client))
    let packs = try left.list("packs").count
    #expect(packs == 0)
  }

  @Test("[10.5-a] A draft of somebody who gave no sign goes when it has been seen for a day")
  func drafts() throws {
    let clock = TestClock()
    let watch = SessionWatch(beats: MemoryBeatHistory()) { _, _ in true }
    for _ in 0..<2 {
      _ = try storage.create("tmp/\(String(repeating: "ab", count: 16))-0", [1], via: "tmp/x")
    }
    func prune() throws -> Bool {
      let source = try SourceFolder()
      try source.file("a", [1, 2, 3])
      let client = Client(repository: base.on(storage, clock: clock))
      let id = try client.backup(source.path).id
      try client.forget([id])
      _ = try client.prune(watch: watch)
      return try storage.list("tmp").isEmpty
    }
    #expect(try !prune())
    clock.advance(seconds: 23 * 3600)
    #expect(try !prune())
    clock.advance(seconds: 3601)
    #expect(try prune())
  }

  @Test("A session that may be running is waited for; a dead or silent one is not")
  mutating func waiting() throws {
    try write("a", 100_000)
    let first = try backup()
    try write("b", 100_000)
    _ = try backup()
    try client.forget([first.id])
    let session = try WriteSession(
      elsewhere(storage), purpose: .backup, indexFolder: IndexFolder(nil))
    let clock = TestClock()
    let watch = SessionWatch(beats: MemoryBeatHistory()) { _, _ in false }
    let here = Client(repository: base.on(storage, clock: clock))
    let report = try #require(try here.prune(watch: watch).last)
    #expect(report.waiting.map(\.intent?.host) == ["elsewhere"])
    #expect(report.packs == 0 && report.fenced == 0)
    clock.advance(seconds: 24 * 3600)
    let later = try #require(try here.prune(watch: watch).first)
    #expect(later.waiting.isEmpty && later.fenced == 1)
    #expect(throws: RepositoryError.self) { _ = try session.commit(nil) }
    session.abandon()
    expectClean(try problems(client))
  }
  /// As another machine sees it, of which nobody here can tell whether its processes run.
  private func elsewhere(_ storage: any Storage) -> Repository {
    Repository(
      storage: storage, keyring: base.keyring, config: base.config,
      surroundings: Surroundings(
        clock: TestClock(), random: SeededRandom(seed: 99),
        process: ProcessIdentity(
          host: "elsewhere", user: "user", bootID: [UInt8](repeating: 8, count: 16),
          pidNamespace: 1, processID: 2, startTime: 3), program: "martlet test"),
      keySlot: nil)
  }

  @Test("What a crash elsewhere left goes when it has been silent for a day, if nothing else does")
  mutating func leftBehind() throws {
    try write("a", 100_000)
    _ = try backup()
    try write("b", 100_000)
    let stopping = HookedStorage(storage) { _, call in
      if case .create(let name) = call, name.hasPrefix("index/") { throw Stop() }
    }
    #expect(throws: RepositoryError.self) {
      _ = try Client(repository: elsewhere(stopping)).backup(source.path)
    }
    let clock = TestClock()
    let watch = SessionWatch(beats: MemoryBeatHistory()) { _, _ in false }
    let here = Client(repository: base.on(storage, clock: clock))
    #expect(try here.prune(watch: watch).isEmpty, "it may be about to commit them")
    clock.advance(seconds: 24 * 3600 - 1)
    #expect(try here.prune(watch: watch).isEmpty)
    clock.advance(seconds: 1)
    let report = try #require(try here.prune(watch: watch).last)
    #expect(report.packs > 0 && report.fenced == 1)
    let left = try storage.list("sessions")
    #expect(left.isEmpty)
    expectClean(try problems(client))
  }

  private struct Stop: Error {}

  @Test("[10.3-g] A delete that a power cut has undone two prunes ago is no lost outcome")
  mutating func undoneDeletes() throws {
    var ids: [SnapshotID] = []
    for name in ["a", "b", "c"] {
      try write(name, 100_000)
      ids.append(try backup().id)
      try source.remove(name)
    }
    try client.forget([ids[0]])
    let before = storage.files
    _ = try client.prune()
    try client.forget([ids[1]])
    _ = try client.prune()
    for (name, bytes) in before where ["index/", "snapshots/"].contains(where: name.hasPrefix) {
      _ = try storage.create(name, bytes, via: "tmp/x")
    }
    #expect(try client.check().damage == [])
    #expect(try client.read().catalog.snapshots.map(\.id) == [ids[2]])
    _ = try client.prune()
    expectClean(try problems(client))
  }

  @Test("[8.2-b] A record that a prune takes away while it is looked for is not missing")
  mutating func goneRecords() throws {
    try write("a", 1_000)
    let id = try backup().id
    let before = storage.files
    try client.forget([id])
    let records = Set(storage.files.keys).subtracting(before.keys)
    #expect(records.count == 1)
    let removing = HookedStorage(storage) { [storage] _, call in
      if case .read(let name) = call, records.contains(name) { try storage.remove(name) }
    }
    #expect(try Client(repository: base.on(removing)).read().damage.isEmpty)
  }

  @Test("[10.3-g] A snapshot that was brought back and forgotten again under a plan leaves nothing")
  mutating func forgottenUnderPlan() throws {
    var ids: [SnapshotID] = []
    for name in ["a", "b", "c"] {
      try write(name, 1_000)
      ids.append(try backup().id)
    }
    try client.forget([ids[0]])
    try client.bringBack(ids[0])
    try client.forget([ids[1]])
    let session = try WriteSession(
      elsewhere(storage), purpose: .backup, indexFolder: IndexFolder(nil))
    let report = try #require(try client.prune(watch: .crowded).last)
    #expect(report.waiting.count == 1)
    session.abandon()
    try client.forget([ids[0]])
    _ = try client.prune()
    #expect(try client.check().damage == [])
    _ = try client.prune()
    #expect(try client.read().catalog.snapshots.map(\.id) == [ids[2]])
    let bodies = try storage.list("snapshots").count
    #expect(bodies == 1)
    expectClean(try problems(client))
  }
}
