import Format
import LocalState
import TestSupport
import Testing

struct MirrorRunTests {
  private let folder: TemporaryFolder
  private let stored: StoredMirrorPair

  init() throws {
    folder = try TemporaryFolder()
    stored = try #require(MirrorHistory(in: folder.path).add(.of()))
  }

  private func open() -> MirrorHistory { MirrorHistory(in: folder.path) }

  private func run(_ number: UInt8, started: Int64 = 1_790_000_000) throws -> MirrorRecord {
    let id = try #require(
      MirrorRecord.ID([number] + [UInt8](repeating: 0xAB, count: MirrorRecord.ID.byteCount - 1)))
    return MirrorRecord(
      id: id, pair: stored.id, started: Timestamp(seconds: started, nanoseconds: 999_999_999),
      direction: .twoWay, comparison: .fast)
  }

  private func ended(_ run: MirrorRecord, code: Int32 = 0) -> MirrorRecord {
    var run = run
    run.ending = MirrorRecord.Ending(
      time: Timestamp(seconds: run.started.seconds + 2, nanoseconds: 1),
      nanoseconds: 2_000_000_001, exitCode: code, verdict: "both sides are equal")
    return run
  }

  private var baseline: SnapshotID? { open().pair(stored.id)?.baseline }

  @Test("A run comes back as it was noted, and its end is the pair's baseline")
  func roundTrip() throws {
    var noted = try run(1)
    #expect(open().begin(noted))
    #expect(open().runs() == [noted])
    #expect(open().unfinishedRun(of: stored.id) == noted)
    noted.before = .numbered(2)
    #expect(open().update(noted))
    #expect(open().unfinishedRun(of: stored.id) == noted)
    noted.baselineBefore = .numbered(3)
    noted.baselineAfter = .numbered(4)
    noted.a.created = 1
    noted.a.replaced = 2
    noted.a.removed = 3
    noted.a.moved = 4
    noted.a.metadata = 5
    noted.a.bytes = UInt64(Int64.max)
    noted.b.created = 7
    noted.undoes = noted.id
    noted = ended(noted, code: 3)
    let remarks = [
      MirrorRemark(.conflict, [0xFF], side: .b, first: Array("copy".utf8)),
      MirrorRemark(.failed, [], side: .a, reason: "permission denied"),
      MirrorRemark(.renamedApart, [1], first: [2], second: [3]),
    ]
    #expect(baseline == nil)
    #expect(open().end(noted, remarks))
    #expect(open().runs(of: stored.id) == [noted])
    #expect(open().remarks(of: noted.id) == remarks)
    #expect(open().unfinishedRun(of: stored.id) == nil)
    #expect(baseline == .numbered(4))
    #expect(open().noteUndone(noted.id, at: Timestamp(seconds: 7, nanoseconds: 8)))
    noted.undone = Timestamp(seconds: 7, nanoseconds: 8)
    #expect(open().runs() == [noted])
    #expect(open().problem == nil)
  }

  @Test("Every value of an enumeration keeps its word", arguments: MirrorRecord.Direction.allCases)
  func directions(direction: MirrorRecord.Direction) throws {
    for comparison in MirrorRecord.Comparison.allCases {
      let id = try #require(
        MirrorRecord.ID([UInt8](repeating: 1, count: 7) + [comparison == .fast ? 1 : 2]))
      let noted = MirrorRecord(
        id: id, pair: stored.id, started: Timestamp(seconds: 1, nanoseconds: 0),
        direction: direction, comparison: comparison)
      #expect(open().begin(noted))
      #expect(open().runs(startingWith: id.description) == [noted])
    }
    #expect(
      MirrorRemark.Kind.allCases.map(\.rawValue) == [
        "conflict", "unresolved", "merged", "stale", "deletion undone", "renamed apart",
        "moves crossed", "metadata", "held by unknown", "failed",
      ])
    #expect(
      MirrorRecord.Direction.allCases.map(\.rawValue) == ["two-way", "one-way", "refresh", "undo"])
  }

  @Test("Runs are found by the beginning of their ID, and by age")
  func searches() throws {
    for number in [0x1A, 0x1B, 0x2A] as [UInt8] {
      #expect(open().begin(try run(number, started: Int64(number))))
    }
    func found(_ prefix: String) -> [String] {
      open().runs(startingWith: prefix).map { String($0.id.description.prefix(2)) }
    }
    #expect(found("1") == ["1b", "1a"])
    #expect(found("2a") == ["2a"])
    #expect(found("2aab") == ["2a"])
    for nothing in ["", "3", "%", "1A", "' OR 1 = 1 --", "_a"] { #expect(found(nothing) == []) }
    #expect(open().runs().map(\.started.seconds) == [0x2A, 0x1B, 0x1A])
    #expect(open().runs(of: stored.id, limit: 1).map(\.started.seconds) == [0x2A])
    let old = open().runs(olderThan: Timestamp(seconds: 0x2A, nanoseconds: 0))
    #expect(old.map(\.started.seconds) == [0x1A, 0x1B])
    #expect(open().remove(old.map(\.id)))
    #expect(open().runs().map(\.started.seconds) == [0x2A])
  }

  @Test("A run of a pair that has ended leaves it without a baseline")
  func endedPair() throws {
    var noted = try run(1)
    #expect(open().begin(noted))
    #expect(open().end(stored.id, at: Timestamp(seconds: 1, nanoseconds: 0)))
    noted.baselineAfter = .numbered(4)
    #expect(open().end(ended(noted), []))
    #expect(baseline == nil)
    #expect(open().remove([]))
    #expect(open().pair(stored.id) != nil, "its run is there still")
    #expect(open().remove([noted.id]))
    #expect(open().pair(stored.id) == nil)
  }

  @Test(
    "What a run left unresolved stays a conflict until a run that finds it resolved; copies stay")
  func conflicts() throws {
    func conflicts() -> [String] {
      open().conflicts(of: stored.id).map { conflict in
        let texts = [conflict.path, conflict.copy ?? Array("-".utf8)]
        return texts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
      }
    }
    func end(_ number: UInt8, _ remarks: [MirrorRemark]) throws {
      let noted = try run(number, started: Int64(number))
      #expect(open().begin(noted))
      #expect(open().end(ended(noted), remarks))
    }
    let copied = MirrorRemark(.conflict, Array("x".utf8), side: .b, first: Array("x.copy".utf8))
    let dropped = MirrorRemark(.conflict, Array("y".utf8), side: .a)
    let held = MirrorRemark(.unresolved, Array("z".utf8))
    let stale = MirrorRemark(.renamedApart, Array("r".utf8), first: [1], second: [2])
    try end(1, [copied, dropped, held, stale])
    #expect(conflicts() == ["x x.copy", "z -"])
    try end(2, [held, copied])
    #expect(conflicts() == ["x x.copy", "z -"])
    let first = try #require(open().conflicts(of: stored.id).first)
    #expect(first.winner == .b)
    #expect(first.found.seconds == 1)
    try end(3, [])
    #expect(conflicts() == ["x x.copy"])
    #expect(open().settle(first, of: stored.id))
    #expect(conflicts() == [])
  }

  @Test("A run with more to say than is kept ends nevertheless")
  func manyRemarks() throws {
    let noted = try run(1)
    #expect(open().begin(noted))
    let remarks = (0..<(MirrorHistory.maxRemarksPerRun + 5)).map {
      MirrorRemark(.stale, Array("\($0)".utf8), side: .a)
    }
    #expect(open().end(ended(noted), remarks))
    #expect(open().remarks(of: noted.id) == Array(remarks.prefix(MirrorHistory.maxRemarksPerRun)))
  }
}
