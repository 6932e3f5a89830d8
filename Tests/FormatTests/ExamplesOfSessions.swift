import Format

extension Example {
  private static let time = Timestamp(seconds: 1_750_000_000, nanoseconds: 0)

  /// Chapter 8.
  static let snapshots: [Example] = [
    Example("snapshot", snapshot),
    Example("record-tags", record(.tags(["keep", "year"]), superseded: [0x0123_4567_89AB_CDEF])),
    Example("record-pin", record(.pin(true))),
  ]

  /// Chapter 10.
  static let sessions: [Example] = [
    Example(
      "intent",
      Intent(
        purpose: .backup, host: "ship", bootID: [UInt8](repeating: 0xB0, count: 16),
        processNamespace: 4_026_531_836, processID: 4711, processStart: 123_456, time: time,
        program: "martlet 1.0")),
    Example(
      "outcome-commit",
      Outcome.commit(Commit(epoch: 3, runHashes: [hash(1), hash(2)], snapshotHash: hash(3)))),
    Example("outcome-void", Outcome.void(Fence(host: "ship", time: time))),
    Example(
      "plan",
      PrunePlan(
        number: 2, packs: [PackID(hash(1)), PackID(hash(2))], files: [.snapshot(session(0xCC))])),
    Example("waits", PruneWaits(number: 2, sessions: [session(0xDD)])),
    Example(
      "verdict",
      PruneVerdict(
        number: 2, planHash: hash(0xA1), previousHash: hash(0xA2), packs: [PackID(hash(1))],
        files: [.snapshot(session(0xCC))],
        snapshots: [LiveSnapshot(session: session(0xEE), fileHash: hash(0xA3))],
        runs: [LiveIndexRun(session: session(0xEE), number: 0, fileHash: hash(0xA4))],
        gonePacks: [PackID(hash(1))])),
    Example("done", PruneDone(number: 2, verdictHash: hash(0xA5))),
    Example("stub", PruneStub(number: 1, replacedKind: .verdict, replacedHash: hash(0xA6))),
  ]

  private static var snapshot: Snapshot {
    var counts = SnapshotCounts()
    counts.files = 2
    counts.folders = 1
    counts.fileBytes = 1_200
    counts.newFiles = 2
    counts.newChunkBytes = 1_200
    counts.storedBytes = 300
    return Snapshot(
      time: time, utcOffsetMinutes: 120, host: "ship", user: "alice", set: "",
      program: "martlet 1.0", comparedWith: nil, previous: SnapshotID(hash(9)),
      root: TreeReference(id: ChunkID(hash(1)), isList: false),
      sources: [Array("/home/alice".utf8)], counts: counts,
      unreadable: UnreadableEntries(
        total: 2,
        listed: [
          UnreadablePath(path: Array("/home/alice/x".utf8), reason: "permission denied")
        ]))
  }

  private static func record(
    _ statement: SnapshotRecord.Statement, superseded: [UInt64] = []
  ) -> SnapshotRecord {
    SnapshotRecord(
      snapshot: SnapshotID(hash(9)), superseded: superseded, statement: statement, time: time,
      host: "ship")
  }
}
