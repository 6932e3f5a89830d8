import Format
import Pipelines
import Sealing
import Snapshots
import Storage
import TestSupport
import Testing

@testable import Repository

/// What an interrupted backup has stored is not sent again.
struct CheckpointTests {
  private let history: History

  init() throws {
    history = try History.shared.get()
  }

  @Test("[10.3-d] After an interruption at any call nothing is stored twice")
  func interrupted() throws {
    var interruptions = 0
    var call = 0
    var isInterrupted = true
    while isInterrupted {
      let storage = MemoryStorage(history.files)
      isInterrupted = try interrupt(storage, atCall: call)
      interruptions += isInterrupted ? 1 : 0
      let resumed = history.base.on(storage, clock: StoppedClock(History.times[2]))
      let report = try Client(repository: resumed).backup(history.next.path)
      let stored = try StoredChunks(resumed)
      #expect(stored.duplicates == [], "call \(call)")
      let expected = history.expected[history.newestTime()]
      #expect(try Client(repository: resumed).tree(report.id) == expected, "call \(call)")
      #expect(try Client(repository: resumed).check().damage == [], "call \(call)")
      call += 1
    }
    print("interruptions: \(interruptions) tried, nothing stored twice")
    #expect(interruptions > 10)
  }

  /// Whether the backup was interrupted, and did not just end before it noticed.
  private func interrupt(_ storage: MemoryStorage, atCall number: Int) throws -> Bool {
    let cancellation = Cancellation()
    let hooked = HookedStorage(storage) { count, _ in
      if count == number { cancellation.cancel() }
    }
    let repository = history.base.on(hooked, clock: StoppedClock(History.times[2] - 60))
    var client = Client(repository: repository)
    client.cancellation = cancellation
    do {
      _ = try client.backup(history.next.path)
      return false
    } catch is Cancelled {
      return true
    }
  }

  @Test("[10.3-d] A stop between a checkpoint and the COMMIT keeps what the checkpoint has")
  func stopped() throws {
    let committed = try stepsOfOutcomes()
    let step = try #require(committed.first)
    #expect(committed.count > 1, "a checkpoint comes before the COMMIT")
    let storage = FaultyStorage(history.files, fault: .stop(afterSteps: step))
    let clock = HastyClock(History.times[2])
    _ = try? Client(repository: history.base.on(storage, clock: clock)).backup(history.next.path)
    let left = history.base.on(storage.survivors(.dropped), clock: StoppedClock(History.times[2]))
    let before = try StoredChunks(left)
    _ = try Client(repository: left).backup(history.next.path)
    #expect(try StoredChunks(left).duplicates == [])
    #expect(try StoredChunks(left).copies.count > before.copies.count)
  }

  @Test("[10.3-d] After a stop at any step nothing is stored twice that a checkpoint had")
  func stoppedAnywhere() throws {
    let checkpoint = try #require(try stepsOfOutcomes().first)
    var step = checkpoint
    var storage = FaultyStorage()
    var again = 0
    repeat {
      storage = FaultyStorage(history.files, fault: .stop(afterSteps: step))
      let clock = HastyClock(History.times[2])
      _ = try? Client(repository: history.base.on(storage, clock: clock)).backup(history.next.path)
      let clockAfter = StoppedClock(History.times[2])
      let left = history.base.on(storage.survivors(.kept), clock: clockAfter)
      let committed = Set(try Client(repository: left).read().index.packs.map(\.id))
      // Only what was stored since the last checkpoint may be lost.
      let last = try #require(storage.steps.lastIndex { $0.name.hasPrefix("log/") })
      let older = Set(storage.steps[..<last].map(\.name))
      let orphans = try StoredChunks(left).packs.map(\.id).filter { !committed.contains($0) }
      #expect(!orphans.contains { older.contains(RepositoryPath.pack($0).name) }, "step \(step)")

      _ = try Client(repository: left).backup(history.next.path)
      let stored = try StoredChunks(left)
      let safe = Set(stored.copies.filter { committed.contains($0.pack) }.map(\.chunk.id))
      #expect(stored.duplicates.filter(safe.contains) == [], "step \(step)")
      again += stored.duplicates.isEmpty ? 0 : 1
      step += isTorture ? 1 : 4
    } while storage.hasFired
    print("stops after a checkpoint: \(step - checkpoint) steps, \(again) cost a part sent again")
  }

  @Test("[10.3-d] A checkpoint is due after so many bytes, whatever the clock says")
  func dueByBytes() throws {
    let storage = MemoryStorage(history.base.files)
    let repository = history.base.on(storage, clock: StoppedClock(History.times[0]))
    let session = try WriteSession(
      repository, purpose: .backup, indexFolder: IndexFolder(nil), checkpointBytes: 100_000)
    let hasher = try ChunkHasher(keyring: repository.keyring)
    let encoder = try FrameEncoder(
      keyring: repository.keyring, random: repository.surroundings.random, level: .standard,
      kind: .data)
    var random = SeededGenerator(seed: 5)
    var checkpoints: [Int] = []
    for _ in 0..<9 {
      let bytes = random.bytes(30_000)
      let id = try hasher.id(kind: ChunkKind.data.rawValue, bytes)
      let entry = ChunkEntry(id: id, kind: .data, rawLength: bytes.count, delta: nil)
      let full = try bytes.withUnsafeBytes { try encoder.add(entry, $0) }
      for frame in try [full].compactMap({ $0 }) + encoder.flush() { try session.append(frame) }
      try session.tick()
      checkpoints.append(try storage.list("log").count)
    }
    #expect(checkpoints == [0, 0, 0, 1, 1, 1, 1, 2, 2])
    session.abandon()
    let committed = try Client(repository: repository).read().index.packs
    #expect(committed.reduce(0) { $0 + $1.length } > 240_000)
  }

  /// After how many steps of a whole run each outcome is durable.
  private func stepsOfOutcomes() throws -> [Int] {
    let storage = FaultyStorage(history.files)
    let clock = HastyClock(History.times[2])
    _ = try Client(repository: history.base.on(storage, clock: clock)).backup(history.next.path)
    return storage.steps.enumerated().compactMap { index, step in
      guard case .synced(let name) = step, name.hasPrefix("log/") else { return nil }
      return index + 1
    }
  }

  @Test("[10.3-d] A checkpoint leaves to the main session what rests on condemned packs")
  func condemnedBases() throws {
    let storage = MemoryStorage(history.files)
    let plain = history.base.on(storage)
    // A plan appears after the backup has begun: the checkpoint sees it, the backup does not.
    let packs = try StoredChunks(plain).packs.map(\.id)
    let plan = PrunePlan(number: 1, packs: packs, files: [])
    let session = try plain.newSessionID()
    let sealed = try plain.files.sealed(plan.encoded(), as: .plan(1))
    let hooked = HookedStorage(storage) { _, call in
      guard case .create(let name) = call, name.hasPrefix("packs/") else { return }
      _ = try? storage.create("gc/1.plan", sealed, via: "tmp/\(session)-0")
    }
    let client = Client(
      repository: history.base.on(hooked, clock: HastyClock(History.times[2])))
    let report = try client.backup(history.next.path)

    let reading = try client.read()
    let main = try #require(reading.catalog.snapshots.first { $0.id == report.id })
    let runs = try reading.state.runs.map { run in
      (run.session, try plain.files.readIndexRun(run))
    }
    let old = Set(packs)
    for (session, run) in runs where session != main.session {
      let isNew = run.packs.contains { !old.contains($0.id) }
      let hasDeltas = run.packs.contains { $0.directory.chunks.contains { $0.delta != nil } }
      #expect(!isNew || !hasDeltas, "a checkpoint committed a delta whose base may go")
    }
    let own = runs.filter { $0.0 == main.session }.flatMap(\.1.packs)
    #expect(own.contains { $0.directory.chunks.contains { $0.delta != nil } })
    #expect(try client.tree(report.id) == history.expected[history.newestTime()])
  }
}
