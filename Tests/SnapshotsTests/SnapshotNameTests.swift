import Format
import Repository
import Snapshots
import Testing

/// Names of snapshots as people type them.
struct SnapshotNameTests {
  @Test("A name, and a path after the first colon")
  func parsing() throws {
    func parsed(_ text: String) throws -> SnapshotName {
      try SnapshotName(parsing: Array(text.utf8))
    }
    #expect(try parsed("latest") == SnapshotName(.latest(back: 0)))
    #expect(try parsed("Latest~2:a:b") == SnapshotName(.latest(back: 2), path: Array("a:b".utf8)))
    #expect(try parsed("3F9A") == SnapshotName(.id(prefix: "3f9a")))
    #expect(try parsed("0:") == SnapshotName(.id(prefix: "0")))
    #expect(try parsed("a:/\u{FF}").path == Array("/\u{FF}".utf8))
    for wrong in ["", ":a", "latest~", "latest~x", "latest~-1", "latest ", "xyz", "latest~٣"] {
      #expect(throws: SnapshotNameError.self, "\(wrong)") { try parsed(wrong) }
    }
    let long = String(repeating: "a", count: 65)
    #expect(throws: SnapshotNameError.self) { try parsed(long) }
  }

  @Test("An ID is found by its beginning; a beginning of two is an error that lists both")
  func prefixes() throws {
    let snapshots = try [snapshot(0x10, "/a"), snapshot(0x11, "/b"), snapshot(0x20, "/a")]
    func find(_ prefix: String) throws -> SnapshotID {
      try SnapshotName(.id(prefix: prefix)).find(in: snapshots, for: .restoring).snapshot.id
    }
    #expect(try find("2") == snapshots[2].id)
    #expect(try find("11") == snapshots[1].id)
    #expect(throws: SnapshotNameError.self) { try find("3") }
    let error = #expect(throws: SnapshotNameError.self) { try find("1") }
    #expect(error?.advice == "type more of it: 10101010 of /a; 11111111 of /b")
  }

  @Test("latest counts within the set of the newest snapshot")
  func latest() throws {
    let snapshots = try [
      snapshot(1, "/a"), snapshot(2, "/b"), snapshot(3, "/a"), snapshot(4, "/a"),
    ]
    func find(_ back: Int) throws -> SnapshotName.Match {
      try SnapshotName(.latest(back: back)).find(in: snapshots, for: .reading)
    }
    #expect(try find(0).snapshot.id == snapshots[3].id)
    #expect(try find(0).otherSets == 1)
    #expect(try find(2).snapshot.id == snapshots[0].id)
    #expect(throws: SnapshotNameError.self) { try find(3) }
    let none = SnapshotName(.latest(back: 0))
    #expect(throws: SnapshotNameError.self) { try none.find(in: [], for: .reading) }
  }

  @Test("restoring latest of several sets is refused, of one set it is not")
  func restoring() throws {
    let name = SnapshotName(.latest(back: 0))
    let several = try [snapshot(1, "/a"), snapshot(2, "/b")]
    let error = #expect(throws: SnapshotNameError.self) {
      try name.find(in: several, for: .restoring)
    }
    #expect(error?.advice == "name one by its ID: 02020202 of /b; 01010101 of /a")
    let one = try [snapshot(1, "/a"), snapshot(2, "/a")]
    #expect(try name.find(in: one, for: .restoring).snapshot.id == one[1].id)
  }

  /// Its ID is `byte` 32 times; later with a higher byte.
  private func snapshot(_ byte: UInt8, _ source: String) throws -> CatalogedSnapshot {
    let bytes = try #require(Bytes32([UInt8](repeating: byte, count: 32)))
    let body = Snapshot(
      time: Timestamp(seconds: Int64(byte), nanoseconds: 0), utcOffsetMinutes: 0, host: "host",
      user: "user", set: "", program: "test", comparedWith: nil, previous: nil,
      root: TreeReference(id: ChunkID(bytes), isList: false), sources: [Array(source.utf8)],
      counts: SnapshotCounts(), unreadable: UnreadableEntries())
    let session = try #require(SessionID([UInt8](repeating: byte, count: 16)))
    return CatalogedSnapshot(
      id: SnapshotID(bytes), session: session, snapshot: body, remarks: Remarks())
  }
}
