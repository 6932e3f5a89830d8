import Format
import Repository
import Snapshots
import Testing

/// Which snapshot a name means among those there are.
struct SnapshotFindingTests {
  private func find(
    _ text: String, in snapshots: [CatalogedSnapshot],
    for purpose: SnapshotName.Purpose = .reading
  ) throws -> SnapshotName.Match {
    try SnapshotName(parsing: Array(text.utf8)).find(
      in: snapshots, for: purpose, calendar: HundredSecondDays())
  }

  @Test("An ID is found by its beginning; a beginning of two is an error that lists both")
  func prefixes() throws {
    let snapshots = try [snapshot(0x10, "/a"), snapshot(0x11, "/b"), snapshot(0x20, "/a")]
    #expect(try find("2", in: snapshots, for: .restoring).snapshot.id == snapshots[2].id)
    #expect(try find("11", in: snapshots).snapshot.id == snapshots[1].id)
    #expect(throws: SnapshotNameError.self) { try find("3", in: snapshots) }
    let error = #expect(throws: SnapshotNameError.self) { try find("1", in: snapshots) }
    #expect(error?.advice == "type more of it: 10101010 of /a; 11111111 of /b")
    #expect(try find("b@1", in: snapshots).snapshot.id == snapshots[1].id)
    let other = #expect(throws: SnapshotNameError.self) { try find("b@2", in: snapshots) }
    #expect(other?.problem == "no snapshot's ID of b begins with 2")
  }

  @Test("latest counts within the set of the newest snapshot")
  func latest() throws {
    let snapshots = try [
      snapshot(1, "/a"), snapshot(2, "/b"), snapshot(3, "/a"), snapshot(4, "/a"),
    ]
    #expect(try find("latest", in: snapshots).snapshot.id == snapshots[3].id)
    #expect(try find("latest", in: snapshots).otherSets == 1)
    #expect(try find("latest~2", in: snapshots).snapshot.id == snapshots[0].id)
    #expect(throws: SnapshotNameError.self) { try find("latest~3", in: snapshots) }
    #expect(throws: SnapshotNameError.self) { try find("latest", in: []) }
  }

  @Test("restoring latest of several sets is refused, of one set it is not")
  func restoring() throws {
    let several = try [snapshot(1, "/a"), snapshot(2, "/b")]
    let error = #expect(throws: SnapshotNameError.self) {
      try find("latest", in: several, for: .restoring)
    }
    #expect(error?.advice == "name one by its ID: 02020202 of /b; 01010101 of /a")
    #expect(try find("a@latest", in: several, for: .restoring).snapshot.id == several[0].id)
    let one = try [snapshot(1, "/a"), snapshot(2, "/a")]
    #expect(try find("latest", in: one, for: .restoring).snapshot.id == one[1].id)
  }

  @Test("A day means the newest snapshot that was begun by its end")
  func days() throws {
    let snapshots = try [
      snapshot(1, "/a", at: 150), snapshot(2, "/a", at: 199, 999_999_999),
      snapshot(3, "/a", at: 200), snapshot(4, "/b", at: 450),
    ]
    #expect(try find("@0001-01-01", in: snapshots).snapshot.id == snapshots[1].id)
    #expect(try find("@0001-01-01", in: snapshots, for: .restoring).otherSets == 0)
    // No snapshot was made that day.
    #expect(try find("@0001-01-03", in: snapshots).snapshot.id == snapshots[2].id)
    #expect(try find("@yesterday", in: snapshots).snapshot.id == snapshots[2].id)
    #expect(try find("@today", in: snapshots).snapshot.id == snapshots[3].id)
    #expect(try find("@today", in: snapshots).otherSets == 1)
    #expect(throws: SnapshotNameError.self) { try find("@today", in: snapshots, for: .restoring) }
    #expect(try find("a@today", in: snapshots, for: .restoring).snapshot.id == snapshots[2].id)
    let early = #expect(throws: SnapshotNameError.self) { try find("b@yesterday", in: snapshots) }
    #expect(early?.problem == "there was no snapshot yet by the end of yesterday")
    #expect(early?.advice == "the oldest is 04040404 of /b, of second 450")
    let unknown = #expect(throws: SnapshotNameError.self) { try find("@9999-12-31", in: snapshots) }
    #expect(unknown?.problem == "the calendar of this machine has no 9999-12-31")
  }

  @Test("A set is its name, or else a source without a name, or else how the source's path ends")
  func setRules() throws {
    let snapshots = try [
      snapshot(1, "/x/docs"), snapshot(2, "/y/docs", set: "/x/docs"),
      snapshot(3, "/z/pics", "/z/docs2"), snapshot(4, "/other", set: "pics"),
      snapshot(5, "/different", set: "pics"),
    ]
    #expect(try find("/x/docs@latest", in: snapshots).snapshot.id == snapshots[1].id)
    #expect(try find("docs@latest", in: snapshots).snapshot.id == snapshots[0].id)
    #expect(try find("docs/@latest", in: snapshots).snapshot.id == snapshots[0].id)
    #expect(try find("/z/docs2@latest", in: snapshots).snapshot.id == snapshots[2].id)
    // A set with a name is one set, whatever its sources.
    #expect(
      try find("pics@latest~1", in: snapshots, for: .restoring).snapshot.id == snapshots[3].id)
    let none = #expect(throws: SnapshotNameError.self) { try find("doc@latest", in: snapshots) }
    #expect(none?.problem == "there is no set doc")
    #expect(none?.advice == "there are: /x/docs; /x/docs; /z/pics, /z/docs2; pics")
    let root = try [snapshot(1, "/")]
    #expect(try find("/@latest", in: root).snapshot.id == root[0].id)
  }

  @Test("A source of several sets is ambiguous, for reading too")
  func ambiguousSets() throws {
    let snapshots = try [
      snapshot(1, "/a"), snapshot(2, "/a", host: "other"), snapshot(3, "/a", "/b"),
      snapshot(4, "/a"),
    ]
    let error = #expect(throws: SnapshotNameError.self) { try find("/a@latest", in: snapshots) }
    #expect(error?.problem == "/a@latest could mean a snapshot of 3 sets")
    #expect(
      error?.advice
        == "name one by its ID: 04040404 of /a on host; 03030303 of /a, /b on host; "
        + "02020202 of /a on other")
    #expect(try find("b@latest", in: snapshots).snapshot.id == snapshots[2].id)
  }

  @Test("Filters: one of each kind, and every kind")
  func filters() throws {
    let snapshots = try [
      snapshot(1, "/a", tags: ["x", "y"]), snapshot(2, "/b", host: "other", tags: ["x"]),
      snapshot(3, "/a", "/b", set: "s"), snapshot(4, "/b", set: "s"),
    ]
    func matching(_ change: (inout SnapshotFilter) -> Void) -> [CatalogedSnapshot] {
      var filter = SnapshotFilter()
      change(&filter)
      return snapshots.matching(filter)
    }
    func numbers(_ snapshots: [CatalogedSnapshot]) -> [Int64] {
      snapshots.map(\.snapshot.time.seconds)
    }
    #expect(numbers(matching { _ in }) == [1, 2, 3, 4])
    #expect(numbers(matching { $0.hosts = ["other"] }) == [2])
    #expect(numbers(matching { $0.hosts = ["other", "host"] }) == [1, 2, 3, 4])
    #expect(numbers(matching { $0.tags = ["y", "z"] }) == [1])
    #expect(numbers(matching { $0.paths = [Array("/b".utf8)] }) == [2, 3, 4])
    #expect(numbers(matching { ($0.sets, $0.paths) = (["s"], [Array("/a".utf8)]) }) == [3])
    #expect(numbers(matching { ($0.sets, $0.hosts) = (["s"], ["other"]) }) == [])
    #expect(numbers(snapshots.newest(1)) == [1, 2, 4])
    #expect(numbers(snapshots.newest(2)) == [1, 2, 3, 4])
  }

  /// Its ID is `byte` 32 times; begun at that second, or at `seconds`.
  private func snapshot(
    _ byte: UInt8, _ sources: String..., at seconds: Int64? = nil, _ nanoseconds: UInt32 = 0,
    host: String = "host", set: String = "", tags: [String] = []
  ) throws -> CatalogedSnapshot {
    let bytes = try #require(Bytes32([UInt8](repeating: byte, count: 32)))
    let body = Snapshot(
      time: Timestamp(seconds: seconds ?? Int64(byte), nanoseconds: nanoseconds),
      utcOffsetMinutes: 0, host: host,
      user: "user", set: set, program: "test", comparedWith: nil, previous: nil,
      root: TreeReference(id: ChunkID(bytes), isList: false),
      sources: sources.map { Array($0.utf8) },
      counts: SnapshotCounts(), unreadable: UnreadableEntries())
    let session = try #require(SessionID([UInt8](repeating: byte, count: 16)))
    var remarks = Remarks()
    remarks.tags = tags
    return CatalogedSnapshot(
      id: SnapshotID(bytes), session: session, snapshot: body, remarks: remarks)
  }
}

/// Day n of the first month of the year 1 begins at second 100 n; today is day 4.
private struct HundredSecondDays: LocalCalendar {
  func end(of moment: CalendarMoment) -> Timestamp? {
    switch moment {
    case .today: end(ofDay: 4)
    case .yesterday: end(ofDay: 3)
    case .day(let day): day.year == 1 ? end(ofDay: day.day) : nil
    case .time: nil
    }
  }

  private func end(ofDay day: Int) -> Timestamp {
    Timestamp(seconds: Int64(day) * 100 + 99, nanoseconds: 999_999_999)
  }

  func text(of time: Timestamp) -> String { "second \(time.seconds)" }

  func hour(of time: Timestamp) -> CalendarHour? { nil }
}
