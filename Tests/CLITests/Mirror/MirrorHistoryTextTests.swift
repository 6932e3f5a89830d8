import Format
import LocalState
import Testing

@testable import CLI
@testable import Mirror

/// What the commands about pairs and runs say.
struct MirrorHistoryTextTests {
  private let now = Timestamp(seconds: 1_790_000_100, nanoseconds: 0)
  private let pair = MirrorPair(
    a: Self.root("/home/ann/docs"), b: Self.root("/mnt/u\u{1B}sb"),
    repository: RepositoryID(.zero), made: Timestamp(seconds: 1_700_000_000, nanoseconds: 0))

  private static func root(_ path: String) -> MirroredRoot {
    MirroredRoot(
      path: Array(path.utf8),
      identity: MirroredRoot.Identity(fileSystem: "fsid 1", inode: 1, born: nil), label: "x")
  }

  private static func run(_ digit: UInt8 = 0x3F, ended code: Int32? = 0) throws -> MirrorRecord {
    // Any pair will do, and only the history makes them.
    let folder = try TemporaryPair()
    let id = try #require(MirrorRecord.ID([digit, 0x2A, 0x91, 0xBC, 0, 0, 0, 0]))
    var run = MirrorRecord(
      id: id, pair: folder.id, started: Timestamp(seconds: 1_790_000_000, nanoseconds: 0),
      direction: .twoWay, comparison: .fast)
    run.a.created = 2
    run.b.replaced = 1
    run.b.removed = 3
    run.b.bytes = 5_000
    run.before = SnapshotID(.zero)
    run.ending = code.map {
      MirrorRecord.Ending(
        time: Timestamp(seconds: 1_790_000_002, nanoseconds: 0), nanoseconds: 2_100_000_000,
        exitCode: $0, verdict: "both sides are equal")
    }
    return run
  }

  private static let remarks = [
    MirrorRemark(
      .conflict, Array("notes.txt".utf8), side: .a, first: Array("notes.conflict.txt".utf8)),
    MirrorRemark(.failed, Array("x\n".utf8), side: .b, reason: "permission denied"),
    MirrorRemark(.stale, Array("old".utf8), side: .b),
  ]

  private func summary(
    _ remarks: [MirrorRemark], _ agreement: MirrorSummary.Agreement?, ended code: Int32 = 0
  ) throws -> MirrorSummary {
    let plan = MirrorExample.plan([.file("x", 1)], [.file("x", 2, time: 1)], [.file("x", 1)])
    return MirrorSummary(
      run: try Self.run(ended: code), pair: pair, a: MirrorSums(plan.steps, on: .a),
      b: MirrorSums(plan.steps, on: .b), remarks: remarks, agreement: agreement, isVerbose: false)
  }

  @Test("A run that went well says what it did, what it proved, and how to take it back")
  func done() throws {
    let summary = try summary(
      [Self.remarks[2]], MirrorSummary.Agreement(files: 18_204))
    #expect(
      summary.lines.map(\.text) == [
        "Mirrored /home/ann/docs (A) and /mnt/u\\esb (B) in 2.1 s.", "  A: nothing",
        "  B: 1 changed (2.9 KiB)", "  Both sides are equal: 18 204 files.",
        "  To take it back: martlet mirror undo 3f2a91bc",
      ])
    #expect(summary.exitCode == .done)
  }

  @Test("Conflicts and failures are named, and make it incomplete")
  func troubles() throws {
    let summary = try summary(Self.remarks, nil, ended: 3)
    #expect(
      summary.lines.map(\.text).suffix(2) == [
        "! 1 conflict: notes.txt   exit 3",
        "! 1 path not mirrored: x\\n (permission denied)   exit 3",
      ])
    #expect(summary.exitCode == .incomplete)
  }

  @Test("Lists have a line for each, the newest run last, whatever is in a name")
  func tables() throws {
    var undone = try Self.run(0x11)
    undone.undone = now
    let table = MirrorRunTable(
      runs: [(undone, pair), (try Self.run(0x22, ended: nil), pair.exchanged)], now: now)
    let lines = table.lines
    #expect(lines.count == 3)
    #expect(lines[1].hasPrefix("112a91bc"))
    #expect(lines[1].hasSuffix("both sides are equal, undone since"))
    #expect(lines[1].contains("2.1 s"))
    #expect(lines[2].contains("/mnt/u\\esb"))
    #expect(lines[2].hasSuffix("! did not end: killed, or it goes on"))
    let pairs = MirrorPairTable(
      rows: [
        MirrorPairTable.Row(pair: pair, lastRun: try Self.run(), conflicts: 2),
        MirrorPairTable.Row(pair: pair, lastRun: nil, conflicts: 0),
      ], now: now
    ).lines
    #expect(pairs[1].hasSuffix("both sides are equal   ! 2"))
    #expect(pairs[2].hasSuffix("never"))
  }

  @Test("A run shows every path that it has something to say about")
  func shown() throws {
    let text = MirrorRunText(run: try Self.run(), pair: pair, remarks: Self.remarks, now: now)
    let lines = text.lines
    #expect(lines[1] == "  A  /home/ann/docs   2 new")
    #expect(lines[2] == "  B  /mnt/u\\esb   1 changed, 3 removed; 4.9 KiB written")
    #expect(lines[4].contains("martlet mirror undo 3f2a91bc"))
    #expect(
      lines.suffix(3).map { $0.prefix(14) } == [
        "!     conflict", "!     failed  ", "      older   ",
      ])
    #expect(lines[5].hasSuffix("both sides changed it: A's stays, B's is now notes.conflict.txt"))
  }

  @Test("Conflicts are listed with who has the name")
  func conflicts() throws {
    let run = try Self.run()
    let table = MirrorConflictTable(
      conflicts: [
        MirrorConflict(
          path: [0xFF], copy: Array("copy".utf8), winner: .b, run: run.id, found: run.started),
        MirrorConflict(path: [1], copy: nil, winner: nil, run: run.id, found: run.started),
      ], now: now)
    #expect(table.lines[1].hasPrefix("\\xff"))
    #expect(table.lines[1].hasSuffix("B's has the name, A's is copy"))
    #expect(table.lines[2].hasSuffix("each side has its own"))
    #expect(MirrorConflictTable(conflicts: [], now: now).lines == ["No conflicts."])
  }
}
