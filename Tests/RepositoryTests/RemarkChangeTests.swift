import Format
import Storage
import TestSupport
import Testing

@testable import Repository

/// Changing what is said about snapshots.
@Suite struct RemarkChangeTests {
  private let test: TestRepository
  private let sessions: [SessionID]

  init() throws {
    test = try TestRepository(seed: 61)
    sessions = try (0..<2).map { [test] number in
      let root = TreeReference(id: ChunkID(test.random.bytes32()), isList: false)
      return try test.commit([], snapshot: .test(root: root, seconds: Int64(number)))
    }
  }

  private func catalog() throws -> [CatalogedSnapshot] {
    let state = try RepositoryState.load(test.files)
    let catalog = try SnapshotCatalog.load(test.repository, state: state)
    #expect(catalog.damage.isEmpty)
    return catalog.snapshots
  }

  private var records: [String] {
    test.storage.files.keys.filter { $0.hasPrefix("snapshots/") && $0.contains(".") }.sorted()
  }

  @discardableResult
  private func say(_ changes: RemarkChange..., about number: Int = 0) throws -> Remarks {
    let plans = try test.repository.plan(changes, about: [try catalog()[number]])
    try test.repository.perform(plans)
    let now = try catalog()[number].remarks
    #expect(now == plans[0].after)
    return now
  }

  @Test("Tags are added, removed and set; a note and a pin come and go")
  func changing() throws {
    #expect(try say(.addTags(["b", "a", "b"])).tags == ["a", "b"])
    #expect(try say(.addTags(["c"]), .removeTags(["a", "x"])).tags == ["b", "c"])
    #expect(try say(.setTags(["z"])).tags == ["z"])
    #expect(try say(.setTags([])).tags == [])
    #expect(try say(.note("one\ntwo")).note == "one\ntwo")
    #expect(try say(.note("three")).note == "three")
    #expect(try say(.note(nil)).note == nil)
    #expect(try say(.pin(true)).isPinned)
    #expect(try !say(.pin(false)).isPinned)
    #expect(try catalog()[1].remarks == Remarks())
    #expect(records.allSatisfy { $0.hasPrefix("snapshots/\(sessions[0]).") })
  }

  @Test("What is said already is not written again")
  func nothingToSay() throws {
    try say(.addTags(["a"]), .note("n"))
    let before = test.storage.files
    for change in [.addTags(["a"]), .removeTags(["x"]), .note("n"), .pin(false)] as [RemarkChange] {
      let plans = try test.repository.plan([change], about: try catalog())
      #expect(plans[0].isNothing)
      try test.repository.perform([plans[0]])
    }
    #expect(test.storage.files == before)
  }

  @Test("A record that a prune takes away between its listing and its reading is not missing")
  func overtaken() throws {
    try say(.addTags(["a"]))
    let first = try #require(records.first)
    try say(.addTags(["b"]))
    for isTakenAway in [false, true] {
      let storage = ScriptedStorage(test.storage) { _, _ in
      } beforeRead: { files, read in
        guard read == first else { return }
        if isTakenAway { try files.remove(read) }
        throw StorageError(.notFound, .read, read, at: "scripted")
      }
      var damage: [RepositoryError] = []
      let reader = try RecordReader.load(test.files(on: storage), &damage)
      #expect(damage.isEmpty == isTakenAway)
      #expect(reader.remarks(on: try catalog()[0].id).tags == ["a", "b"])
    }
  }

  @Test("[8.2-b] A record supersedes all that stand of its type, and no other")
  func superseding() throws {
    try say(.addTags(["a"]), .note("n"), .pin(true))
    // Two people at once, neither of whom sees what the other says.
    let plans = try [RemarkChange.addTags(["b"]), .addTags(["c"])].map {
      try test.repository.plan([$0], about: [try catalog()[0]])
    }
    for plan in plans { try test.repository.perform(plan) }
    #expect(try catalog()[0].remarks.tags == ["a", "b", "c"])
    let last = try say(.removeTags(["a", "c"]))
    #expect(last.tags == ["b"] && last.note == "n" && last.isPinned)
    var damage: [RepositoryError] = []
    let reader = try RecordReader.load(test.files, &damage)
    #expect(reader.standing(.tags, on: try catalog()[0].id).count == 1)
  }

  @Test("[8.2-b] A note of no bytes says that there is none; others beside it still count")
  func emptyNote() throws {
    let snapshot = try catalog()[0]
    for (number, note) in ["", "one", ""].enumerated() {
      let record = SnapshotRecord(
        snapshot: snapshot.id, superseded: [], statement: .note(note),
        time: Timestamp(seconds: 0, nanoseconds: 0), host: "host")
      try test.create(record.encoded(), .record(sessions[0], UInt64(number)))
    }
    #expect(try catalog()[0].remarks.note == "one")
  }

  @Test("More tags than a record may have, or a record that cannot be read, stop the change")
  func refused() throws {
    try say(.setTags((0..<1_000).map { "\($0)" }))
    let before = test.storage.files
    let error = #expect(throws: RepositoryError.self) { try say(.addTags(["more"])) }
    #expect(error?.problem == "it would have 1001 tags, and 1000 are the most")
    #expect(test.storage.files == before)
    try test.replace(try #require(RepositoryPath(name: records[0]))) { $0[50] ^= 1 }
    let plan = #expect(throws: RepositoryError.self) {
      let snapshot = try SnapshotCatalog.load(
        test.repository, state: try RepositoryState.load(test.files)
      ).snapshots[0]
      _ = try test.repository.plan([.pin(true)], about: [snapshot])
    }
    #expect(plan?.code == .damaged)
  }

  @Test("[8.2-c] A record about a snapshot that does not exist says nothing, and is noted")
  func orphans() throws {
    let snapshot = SnapshotID(test.random.bytes32())
    let session = test.random.session()
    let record = SnapshotRecord(
      snapshot: snapshot, superseded: [], statement: .pin(true),
      time: Timestamp(seconds: 0, nanoseconds: 0), host: "host")
    try test.create(record.encoded(), .record(session, 7))
    #expect(try catalog().allSatisfy { $0.remarks == Remarks() })
    let whole = try CheckedRepository()
    try whole.test.create(record.encoded(), .record(session, 7))
    let report = try whole.check(.structure)
    let path = RepositoryPath.record(session, 7).name
    #expect(report.has(.note, "a record about a snapshot that does not exist", at: path))
    #expect(report.isSound)
  }
}
