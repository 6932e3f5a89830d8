import Format
import Storage
import TestSupport
import Testing

@testable import Repository

@Suite struct RecordReaderTests {
  private let test: TestRepository
  private let snapshot: SnapshotID
  private let session: SessionID

  init() throws {
    test = try TestRepository(seed: 11)
    snapshot = SnapshotID(test.random.bytes32())
    session = try test.repository.newSessionID()
  }

  private func write(
    _ name: UInt64, _ statement: SnapshotRecord.Statement, superseding superseded: [UInt64] = [],
    at seconds: Int64 = 0
  ) throws {
    let record = SnapshotRecord(
      snapshot: snapshot, superseded: superseded, statement: statement,
      time: Timestamp(seconds: seconds, nanoseconds: 0), host: "host")
    _ = try test.files.create(
      record.encoded(), as: .record(session, name), via: .temporary(session, Int(name)))
  }

  private func remarks() throws -> Remarks {
    var damage: [RepositoryError] = []
    let reader = try RecordReader.load(test.files, &damage)
    #expect(damage.isEmpty)
    return reader.remarks(on: snapshot)
  }

  @Test("[8.2-b] A record counts unless another supersedes it, whatever the clocks say")
  func superseding() throws {
    try write(1, .note("first"), at: 900)
    try write(2, .note("second"), superseding: [1], at: 100)
    #expect(try remarks().note == "second")
    try write(3, .pin(true))
    try write(4, .pin(false), superseding: [3])
    #expect(try !remarks().isPinned)
  }

  @Test("[8.2-b] Several that stand side by side are joined")
  func joining() throws {
    try write(1, .tags(["a", "b"]))
    try write(2, .tags(["b", "c"]))
    try write(3, .note("one"))
    try write(4, .note("two"))
    try write(5, .pin(false))
    try write(6, .pin(true))
    try write(7, .forgotten(true))
    let joined = try remarks()
    #expect(joined.tags == ["a", "b", "c"])
    #expect(joined.note == "one\ntwo")
    #expect(joined.isPinned && joined.isForgotten)
  }

  @Test("[8.2-b] What is said about one snapshot says nothing about another")
  func others() throws {
    try write(1, .pin(true))
    var damage: [RepositoryError] = []
    let reader = try RecordReader.load(test.files, &damage)
    #expect(reader.remarks(on: SnapshotID(test.random.bytes32())) == Remarks())
  }

  @Test("A storage that lists a record and does not have it is asked again, but not for ever")
  func listedAndGone() throws {
    try write(1, .pin(true))
    let name = RepositoryPath.record(session, 1).name
    let bytes = try test.storage.read(name, limit: 1 << 16)
    // There for every first listing, and gone when it is read and for the second one.
    let fickle = ScriptedStorage(test.storage) { storage, number in
      if number % 2 == 0 { _ = try storage.create(name, bytes, via: "tmp/x") }
    } beforeRead: { storage, name in
      try storage.remove(name)
    }
    var damage: [RepositoryError] = []
    _ = try RecordReader.load(test.files(on: fickle), &damage)
    #expect(damage.map(\.location) == ["memory/\(name)"])
    #expect(fickle.lists.count == 200)
  }
}
