import Format
import Storage
import TestSupport
import Testing

@testable import Repository

@Suite struct RepositoryStateTests {
  private let test: TestRepository
  private let packs: [PackID]

  init() throws {
    test = try TestRepository(seed: 1)
    packs = [test.random.packID(), test.random.packID()]
  }

  private var state: RepositoryState {
    get throws { try RepositoryState.load(test.files) }
  }

  @Test("[10.3-e] An empty repository has an empty state")
  func empty() throws {
    let state = try state
    #expect(state.epoch == 0 && state.verdict == 0)
    #expect(state.runs == [] && state.snapshots == [] && state.outcomes == [:])
  }

  @Test("[10.3-a] A plan condemns its packs, then its verdict those that it deletes")
  func plans() throws {
    try plan(1, packs)
    #expect(try state.condemned == Set(packs))
    #expect(try state.epoch == 1)
    #expect(try state.verdict == 0)
    try verdict(1, gone: [packs[0]])
    #expect(try state.condemned == [packs[0]])
    #expect(try state.dropped == [packs[0]])
    #expect(try state.epoch == 1)
    #expect(try state.verdict == 1)
    try plan(2, [packs[1]])
    #expect(try state.condemned == [packs[0], packs[1]])
    #expect(try state.dropped == [packs[0]])
    #expect(try [state.epoch, state.verdict] == [2, 1])
  }

  @Test("[10.3-e] COMMITs count from the verdict's epoch on, and what the verdict names does")
  func commits() throws {
    let early = try test.commit([], snapshot: snapshot(), epoch: 0)
    let late = try test.commit([], snapshot: snapshot(), epoch: 1)
    #expect(try Set(state.snapshots.map(\.session)) == [early, late])
    #expect(try Set(state.runs.map(\.session)) == [early, late])
    try plan(1, [])
    #expect(try Set(state.snapshots.map(\.session)) == [early, late])
    let kept = LiveSnapshot(session: test.random.session(), fileHash: test.random.bytes32())
    let run = test.random.liveRun()
    try verdict(1, snapshots: [kept], runs: [run])
    #expect(try Set(state.snapshots.map(\.session)) == [kept.session, late])
    #expect(try Set(state.runs.map(\.session)) == [run.session, late])
    #expect(try state.outcomes == [early: true, late: true])
  }

  @Test("[10.2-a] A fenced session has an outcome and nothing else")
  func fenced() throws {
    let session = test.random.session()
    let fence = Fence(host: "other", time: Timestamp(seconds: 1, nanoseconds: 0))
    try test.create(Outcome.void(fence).encoded(), .outcome(session))
    #expect(try state.outcomes == [session: false])
    #expect(try state.runs == [])
  }

  @Test("A damaged outcome is reported and the others are there")
  func damagedOutcome() throws {
    let sessions = try (0..<3).map { _ in try test.commit([], epoch: 0) }
    try test.replace(.outcome(sessions[1])) { $0[100] ^= 1 }
    let state = try state
    #expect(state.damage.count == 1)
    #expect(state.damage[0].location.contains(RepositoryPath.outcome(sessions[1]).name))
    #expect(Set(state.runs.map(\.session)) == [sessions[0], sessions[2]])
  }

  @Test("A newer outcome is refused, not passed over")
  func newerOutcome() throws {
    let session = try test.commit([], epoch: 0)
    try test.replace(.outcome(session)) { $0[8] = 2 }
    let error = #expect(throws: RepositoryError.self) { try state }
    #expect(error?.code == .unsupportedFormat)
  }

  @Test("A damaged verdict is refused; a damaged plan by writers only")
  func damagedPrune() throws {
    try plan(1, [])
    try verdict(1)
    try plan(2, packs)
    try test.replace(.plan(2)) { $0[100] ^= 1 }
    #expect(try state.damage.map(\.code) == [.damaged])
    #expect(try state.epoch == 2)
    #expect(throws: RepositoryError.self) { try RepositoryState.loadForWriting(test.files) }
    try test.replace(.verdict(1)) { $0[100] ^= 1 }
    #expect(throws: RepositoryError.self) { try state }
  }

  @Test("[2-a] Foreign files in the folders are ignored")
  func foreign() throws {
    try test.commit([], epoch: 0)
    for name in ["gc/01.plan", "gc/9.plan.old", "log/x", "gc/7.VERDICT"] {
      _ = try test.storage.create(name, [1], via: "tmp/x")
    }
    #expect(try state.epoch == 0)
    #expect(try state.outcomes.count == 1)
  }

  // MARK: listings that are not one instant

  @Test(
    "[10.3-e] A reader lists gc, log twice and gc again, and starts anew when gc has changed")
  func readersOrder() throws {
    let session = try test.commit([], snapshot: snapshot(), epoch: 0)
    let scripted = ScriptedStorage(test.storage)
    #expect(try RepositoryState.load(test.files(on: scripted)).epoch == 0)
    #expect(scripted.lists == ["gc", "log", "log", "gc"])

    let prepared = try [prepared(plan: 1, []), prepared(verdict: 1, runs: [])]
    let changing = ScriptedStorage(test.storage) { storage, number in
      // Between log and the second gc: a whole prune, which took the snapshot away.
      guard number == 3 else { return }
      for (name, bytes) in prepared { _ = try storage.create(name, bytes, via: "tmp/x") }
      try storage.remove(RepositoryPath.outcome(session).name)
    }
    let state = try RepositoryState.load(test.files(on: changing))
    #expect(changing.lists == ["gc", "log", "log", "gc", "log", "log", "gc"])
    #expect(state.verdict == 1)
    #expect(state.snapshots == [] && state.runs == [])
  }

  @Test("[10.3-a] A writer lists gc and then log")
  func writersOrder() throws {
    let scripted = ScriptedStorage(test.storage)
    _ = try RepositoryState.loadForWriting(test.files(on: scripted))
    #expect(scripted.lists == ["gc", "log"])
  }

  @Test("[10.3-a] A verdict without its plan, or of two plans before, makes it list again")
  func gaps() throws {
    let prepared = try [prepared(plan: 2, packs)]
    try plan(1, [])
    try verdict(1)
    try verdict(2)
    let late = ScriptedStorage(test.storage) { storage, number in
      guard number == 3 else { return }
      for (name, bytes) in prepared { _ = try storage.create(name, bytes, via: "tmp/x") }
    }
    let state = try RepositoryState.loadForWriting(test.files(on: late))
    #expect(state.verdict == 2 && state.epoch == 2)
    #expect(late.lists == ["gc", "gc", "gc", "gc", "log"])

    try plan(4, [])
    let error = #expect(throws: RepositoryError.self) { try self.state }
    #expect(error?.code == .damaged)
  }

  @Test("A file that became a stub after it was listed makes it list again")
  func stubs() throws {
    let stub = PruneStub(number: 1, replacedKind: .verdict, replacedHash: .zero).encoded()
    try plan(1, [])
    let first = try [prepared(verdict: 1, runs: [])]
    let second = try [prepared(plan: 2, packs), prepared(verdict: 2, runs: [])]
    for (old, next) in [("gc/1.plan", first + second), ("gc/1.verdict", second)] {
      let changing = ScriptedStorage(test.storage) { _, _ in
      } beforeRead: { storage, name in
        guard name == old, storage.files[next[0].0] == nil else { return }
        for (name, bytes) in next { _ = try storage.create(name, bytes, via: "tmp/x") }
        try storage.remove(name)
        _ = try storage.create(name, stub, via: "tmp/x")
      }
      #expect(try RepositoryState.loadForWriting(test.files(on: changing)).verdict == 2)
      for (name, _) in next { try test.storage.remove(name) }
      try verdict(1)
    }
  }

  @Test("A COMMIT that a prune took away after the listing is passed over")
  func vanishedCommit() throws {
    let session = try test.commit([], epoch: 0)
    let changing = ScriptedStorage(test.storage) { _, _ in
    } beforeRead: { storage, name in
      if name.hasPrefix("log/") { try storage.remove(name) }
    }
    let state = try RepositoryState.load(test.files(on: changing))
    #expect(state.outcomes[session] == nil)
    #expect(state.damage.isEmpty)
  }

  // MARK: files

  private func plan(_ number: Int, _ packs: [PackID]) throws {
    let (name, bytes) = try prepared(plan: number, packs)
    _ = try test.storage.create(name, bytes, via: "tmp/x")
  }

  private func prepared(plan number: Int, _ packs: [PackID]) throws -> (String, [UInt8]) {
    let plan = PrunePlan(number: number, packs: packs, files: [])
    return (
      RepositoryPath.plan(number).name, try test.files.sealed(plan.encoded(), as: .plan(number))
    )
  }

  private func verdict(
    _ number: Int, gone: [PackID] = [], snapshots: [LiveSnapshot] = [], runs: [LiveIndexRun] = []
  ) throws {
    let (name, bytes) = try prepared(
      verdict: number, gone: gone, snapshots: snapshots, runs: runs)
    _ = try test.storage.create(name, bytes, via: "tmp/x")
  }

  private func prepared(
    verdict number: Int, gone: [PackID] = [], snapshots: [LiveSnapshot] = [],
    runs: [LiveIndexRun]
  ) throws -> (String, [UInt8]) {
    let verdict = PruneVerdict(
      number: number, planHash: test.random.bytes32(),
      previousHash: number == 1 ? nil : test.random.bytes32(), packs: gone, files: [],
      snapshots: snapshots, runs: runs, gonePacks: gone)
    return (
      RepositoryPath.verdict(number).name,
      try test.files.sealed(verdict.encoded(), as: .verdict(number))
    )
  }

  private func snapshot() -> Snapshot {
    .test(root: TreeReference(id: test.random.chunkID(), isList: false))
  }
}
