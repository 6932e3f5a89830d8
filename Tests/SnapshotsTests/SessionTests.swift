import Format
import Pipelines
import Snapshots
import Storage
import TestSupport
import Testing

@testable import Repository

/// Several sessions at once, and prunes beside them.
struct SessionTests {
  private let history: History

  init() throws {
    history = try History.shared.get()
  }

  @Test("[10.3-a] Two backups at once both commit and both restore, however they interleave")
  func interleaved() throws {
    let other = try SourceFolder()
    try other.copy(history.next)
    try other.file("mine", Array("only here".utf8))
    let otherTree = try ModelTree(folder: other.path)
    let step = isTorture ? 1 : 3
    var call = 0
    var interleavings = 0
    var hasRun = true
    while hasRun {
      let storage = MemoryStorage(history.files)
      let inner = Client(
        repository: history.base.on(storage, clock: StoppedClock(History.times[2] + 60)))
      let second = Once { try inner.backup(other.path).id }
      let number = call
      let hooked = HookedStorage(storage) { count, _ in if count == number { second.run() } }
      let outer = Client(
        repository: history.base.on(hooked, clock: HastyClock(History.times[2])))
      let id = try outer.backup(history.next.path).id
      hasRun = second.hasRun
      guard hasRun else { break }
      interleavings += 1
      #expect(try inner.tree(id) == history.expected[history.newestTime()], "call \(call)")
      #expect(try inner.tree(try second.result()) == otherTree, "call \(call)")
      #expect(try inner.check().damage == [], "call \(call)")
      call += step
    }
    print("interleavings of two backups: \(interleavings) tried, 0 lost")
    #expect(interleavings > 10)
  }

  @Test("[10.3-c] [10.2-a] A session that was fenced does not count; the backup is made again")
  func fenced() throws {
    for (fences, isSaved) in [(1, true), (2, true), (3, false)] {
      let storage = MemoryStorage(history.files)
      let hooked = fencing(storage, times: fences)
      let client = Client(
        repository: history.base.on(hooked, clock: StoppedClock(History.times[2])))
      if isSaved {
        let report = try client.backup(history.next.path)
        #expect(try client.tree(report.id) == history.expected[history.newestTime()])
      } else {
        let error = #expect(throws: RepositoryError.self) {
          try client.backup(history.next.path)
        }
        #expect(error?.code == .busy)
      }
      let problems = Survival(history: history).problems(in: storage.files, isSaved: isSaved)
      #expect(problems == [], "\(fences) times")
      #expect(try client.read().catalog.snapshots.count == (isSaved ? 3 : 2))
    }
  }

  @Test("[3.7-d] A backup writes the missing copy of the config, and never touches a damaged one")
  func missingConfig() throws {
    for (name, other) in [("config.0", "config.1"), ("config.1", "config.0")] {
      for (left, isWritten) in [(nil, true), ([UInt8](), false), ([1], false)] as [([UInt8]?, Bool)]
      {
        let storage = MemoryStorage(history.files.merging([name: left ?? []]) { $1 })
        if left == nil { try storage.remove(name) }
        let client = Client(
          repository: history.base.on(storage, clock: StoppedClock(History.times[2])))
        _ = try client.backup(history.next.path)
        #expect(storage.files[name] == (isWritten ? history.files[name] : left))
        #expect(storage.files[other] == history.files[other])
        #expect(try client.check().damage.isEmpty == isWritten)
      }
    }
    // A damaged copy is not doubled.
    var files = history.files
    files["config.0"] = nil
    files["config.1"]?[60] ^= 1
    let storage = MemoryStorage(files)
    _ = try Client(repository: history.base.on(storage)).backup(history.next.path)
    #expect(storage.files["config.0"] == nil)
  }

  /// A storage in which the first sessions that end find that somebody took them for dead.
  private func fencing(_ storage: MemoryStorage, times: Int) -> HookedStorage {
    let plain = history.base.on(storage)
    let fence = Outcome.void(Fence(host: "other", time: Timestamp(seconds: 0, nanoseconds: 0)))
    let left = Monitor(times)
    return HookedStorage(storage) { _, call in
      guard case .create(let name) = call, case .outcome(let session)? = RepositoryPath(name: name),
        left.access({ left in
          left -= 1
          return left >= 0
        })
      else { return }
      _ = try plain.files.create(
        fence.encoded(), as: .outcome(session), via: .temporary(session, 1_000))
    }
  }

  @Test("[10.3-a] Chunks in condemned packs are stored again, and read from there until they go")
  func condemned() throws {
    let storage = MemoryStorage(history.files)
    let repository = history.base.on(storage, clock: StoppedClock(History.times[2]))
    let packs = Set(try StoredChunks(repository).packs.map(\.id))
    try write(PrunePlan(number: 1, packs: packs, files: []).encoded(), .plan(1), repository)
    let client = Client(repository: repository)
    let before = try client.read()
    for snapshot in before.catalog.snapshots {
      let expected = history.expected[snapshot.snapshot.time]
      #expect(try client.tree(snapshot, before) == expected)
    }
    let report = try client.backup(history.next.path)
    for name in packs.map({ RepositoryPath.pack($0).name }) { try storage.remove(name) }
    #expect(try client.tree(report.id) == history.expected[history.newestTime()])
  }

  @Test("[10.3-a] Packs that a verdict deletes count for no writer, even while they are there")
  func deleted() throws {
    let storage = MemoryStorage(history.files)
    let repository = history.base.on(storage, clock: StoppedClock(History.times[2]))
    let packs = Set(try StoredChunks(repository).packs.map(\.id))
    let state = try RepositoryState.load(repository.files)
    try write(PrunePlan(number: 1, packs: packs, files: []).encoded(), .plan(1), repository)
    let verdict = PruneVerdict(
      number: 1, planHash: try repository.files.read(.plan(1)).hash, previousHash: nil,
      packs: packs, files: [], snapshots: state.snapshots, runs: state.runs, gonePacks: [])
    try write(verdict.encoded(), .verdict(1), repository)
    let client = Client(repository: repository)
    let report = try client.backup(history.next.path)
    for name in packs.map({ RepositoryPath.pack($0).name }) { try storage.remove(name) }
    #expect(try client.tree(report.id) == history.expected[history.newestTime()])
  }

  @Test("[10.3-e] With a verdict the state is what it says and the COMMITs since")
  func verdict() throws {
    let storage = MemoryStorage(history.files)
    let repository = history.base.on(storage, clock: StoppedClock(History.times[2]))
    let client = Client(repository: repository)
    let state = try RepositoryState.load(repository.files)
    let newer = try #require(try client.read().catalog.snapshots.last)
    try write(PrunePlan(number: 1, packs: [], files: []).encoded(), .plan(1), repository)
    let plan = try repository.files.read(.plan(1)).hash
    let dropped = state.snapshots.filter { $0.session != newer.session }
    let verdict = PruneVerdict(
      number: 1, planHash: plan, previousHash: nil, packs: [],
      files: dropped.map { .snapshot($0.session) },
      snapshots: state.snapshots.filter { $0.session == newer.session }, runs: state.runs,
      gonePacks: [])
    try write(verdict.encoded(), .verdict(1), repository)
    // The COMMITs of epoch 0 say nothing any more, whether they are still there or not.
    #expect(try client.read().catalog.snapshots.map(\.id) == [newer.id])
    for session in state.outcomes.keys { try storage.remove(RepositoryPath.outcome(session).name) }
    #expect(try client.read().catalog.snapshots.map(\.id) == [newer.id])
    #expect(try client.check().damage == [])
    let report = try client.backup(history.next.path)
    #expect(report.snapshot.comparedWith == newer.id)
    #expect(Set(try client.read().catalog.snapshots.map(\.id)) == [newer.id, report.id])
    #expect(try client.tree(newer.id) == history.expected[newer.snapshot.time])
    #expect(try client.check().damage == [])
  }

  @Test("[10.3-e] A verdict that is missing is damage, not a repository without snapshots")
  func missingVerdict() throws {
    let storage = MemoryStorage(history.files)
    let repository = history.base.on(storage)
    try write(PrunePlan(number: 1, packs: [], files: []).encoded(), .plan(1), repository)
    let done = PruneDone(number: 1, verdictHash: Bytes32.zero)
    try write(done.encoded(), .done(1), repository)
    #expect(throws: RepositoryError.self) { try Client(repository: repository).read() }
  }

  private func write(
    _ payload: [UInt8], _ path: RepositoryPath, _ repository: Repository
  ) throws {
    let session = try repository.newSessionID()
    _ = try repository.files.create(payload, as: path, via: .temporary(session, 0))
  }
}
