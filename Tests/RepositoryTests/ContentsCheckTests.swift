import Format
import Pipelines
import Storage
import TestSupport
import Testing

@testable import Repository

/// What a check reads, what it remembers of that, and what it does when it is stopped.
@Suite struct ContentsCheckTests {
  private let whole: CheckedRepository
  private var test: TestRepository { whole.test }
  private let clock = TestClock()
  private let history = MemoryProofHistory()

  init() throws {
    whole = try CheckedRepository()
  }

  private func check(
    _ share: PackShare?, on storage: (any Storage)? = nil,
    cancellation: Cancellation = Cancellation(), counters: CheckCounters = CheckCounters()
  ) throws -> CheckReport {
    let repository = Repository(
      storage: storage ?? test.storage, keyring: test.repository.keyring,
      config: test.repository.config, surroundings: .test(seed: 4, clock: clock), keySlot: nil)
    return try Check(
      repository, depth: share.map { .data($0) } ?? .structure, history: history,
      indexFolder: IndexFolder(nil), workers: 1, cancellation: cancellation, counters: counters
    ).run()
  }

  private var now: Int64 { clock.now.seconds }
  private func id(_ pack: String) throws -> PackID { try #require(whole.packs[pack]).id }

  /// Calls `body` with the number of each pack that is read as a whole, from 1.
  private func storage(
    _ body: @escaping @Sendable (Int, String) throws -> Void
  ) -> ScriptedStorage {
    let count = Monitor(0)
    return ScriptedStorage(
      test.storage,
      beforeRead: { _, name in
        guard name.hasPrefix("packs/") else { return }
        try body(
          count.access {
            $0 += 1
            return $0
          }, name)
      })
  }

  @Test("What is read is remembered, and what is left is read next")
  func turns() throws {
    var proofs: [PackID: Int64] = [:]
    for run in 1...5 {
      let report = try check(.bytes(1))
      #expect(report.packsRead == 1)
      #expect(report.coverage.neverRead == 5 - run)
      let new = history.proofs().filter { proofs[$0.key] == nil }
      #expect(new.values.map { $0 } == [now])
      proofs = history.proofs()
      #expect(report.coverage.oldest == proofs.values.min())
      clock.advance(seconds: 100)
    }
    let oldest = try #require(proofs.min { $0.value < $1.value }).key
    _ = try check(.bytes(1))
    #expect(history.proofs()[oldest] == now)
  }

  @Test("Without reading, it tells what is remembered and forgets what is gone")
  func structure() throws {
    let gone = PackID(test.random.bytes32())
    history.note(gone, seconds: now)
    history.note(try id("x"), seconds: now - 7)
    let report = try check(nil)
    #expect(report.packsRead == 0)
    #expect(
      report.coverage == ProofCoverage(whole.packs.values.map(\.id), proofs: history.proofs()))
    #expect(history.proofs() == [try id("x"): now - 7])
    try test.replace(whole.path("x")) { $0.removeLast() }
    _ = try check(nil)
    #expect(history.proofs() == [:])
  }

  @Test("Damage takes the proof away; once it is recorded, the rest of the pack is proved")
  func damage() throws {
    #expect(try check(.all).coverage.neverRead == 0)
    try test.replace(whole.path("z")) { $0[100] ^= 1 }
    let found = try check(.all)
    #expect(!found.isSound(.contents) && !found.isSound(.structure))
    #expect(found.coverage.neverRead == 1)
    #expect(history.proofs()[try id("z")] == nil)
    #expect(history.proofs().count == 4)
    let again = try check(.all)
    #expect(again.isSound(.contents) && again.has(.note, "as was found before"))
    #expect(again.coverage.neverRead == 0)
  }

  @Test("Damage that costs nothing that counts is one of contents alone")
  func padding() throws {
    try test.replace(whole.path("z")) { $0[$0.count - 5] ^= 1 }
    let found = try check(.all)
    #expect(!found.isSound(.contents) && found.isSound(.structure))
    #expect(found.coverage.neverRead == 1)
  }

  @Test("A proof from a day that has not come is none")
  func future() throws {
    history.note(try id("x"), seconds: now + 90_000)
    history.note(try id("y"), seconds: now + 80_000)
    let report = try check(nil)
    #expect(report.coverage.neverRead == 4)
    #expect(report.coverage.oldest == now + 80_000)
  }

  @Test("When the time is over the pack is finished, and no further one is begun")
  func time() throws {
    let slow = storage { [clock] _, _ in clock.advance(seconds: 60) }
    // Three are begun before the third minute is over.
    let report = try check(.time(nanoseconds: 150_000_000_000), on: slow)
    #expect(report.packsRead == 3)
    #expect(history.proofs().count == 3)
    #expect(try check(.time(nanoseconds: 1), on: slow).packsRead == 1)
  }

  @Test("What was read before a stop is remembered, what was found damaged recorded")
  func stopped() throws {
    try test.replace(whole.path("z")) { $0[100] ^= 1 }
    let cancellation = Cancellation()
    let counters = CheckCounters()
    let stopping = storage { number, _ in if number == 4 { cancellation.cancel() } }
    // The damaged pack first: all others have proofs.
    for name in ["x", "base", "y", "trees"] { history.note(try id(name), seconds: 0) }
    #expect(throws: Cancelled.self) {
      try check(.all, on: stopping, cancellation: cancellation, counters: counters)
    }
    #expect(counters.damagedPacks == 1)
    #expect(history.proofs().values.count { $0 == now } >= 1)
    #expect(try check(nil).has(.damage, "has no usable copy", at: "z"))
  }

  @Test("What a check has proved it does not read again because of a prune")
  func anew() throws {
    let unused = try test.store([try test.frame([try test.full(test.random.bytes(99))])])
    try test.commit([unused])
    let state = try RepositoryState.load(test.files)
    let plan = try test.files.sealed(
      PrunePlan(number: 1, packs: [unused.id], files: []).encoded(), as: .plan(1))
    let verdict = try test.files.sealed(
      PruneVerdict(
        number: 1, planHash: .zero, previousHash: nil, packs: [unused.id], files: [],
        snapshots: state.snapshots, runs: state.runs, gonePacks: [unused.id]
      ).encoded(), as: .verdict(1))
    let read = Monitor<[String]>([])
    let files = test.storage
    let pruning = storage { number, name in
      read.access { $0.append(name) }
      guard number == 1 else { return }
      _ = try files.create("gc/1.plan", plan, via: "tmp/x")
      _ = try files.create("gc/1.verdict", verdict, via: "tmp/x")
      try files.remove(RepositoryPath.pack(unused.id).name)
    }
    let report = try check(.all, on: pruning)
    #expect(report.texts == [])
    #expect([report.packsRead, report.packs] == [5, 5])
    #expect(report.bytesRead == report.packBytes)
    // The pack that vanished may be asked for twice.
    let others = read.access { $0 }.filter { $0 != RepositoryPath.pack(unused.id).name }
    #expect(others.sorted() == whole.packs.keys.map(whole.name).sorted())
  }
}
