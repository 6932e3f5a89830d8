import Format
import Repository
import Snapshots
import Storage
import Synchronization
import TestSupport
import Testing

/// What a listing shows is not yet durable, and need not be all.
struct SightTests {
  private let storage: MemoryStorage
  private let base: TestRepository
  private let source: SourceFolder
  private var random = SeededGenerator(seed: 11)

  init() throws {
    base = try TestRepository.small.get()
    storage = MemoryStorage(base.files)
    source = try SourceFolder()
  }

  private func client(
    _ hook: @escaping @Sendable (HookedStorage.Call) throws -> Void = { _ in }
  ) -> Client {
    Client(repository: base.on(HookedStorage(storage) { _, call in try hook(call) }))
  }

  private mutating func backup(_ name: String, by client: Client) throws -> SnapshotID {
    try source.file(name, random.noise(100_000))
    return try client.backup(source.path).id
  }

  private struct Stop: Error {}

  @Test("[10.4-d] Whoever follows what another wrote makes it durable before anything goes")
  mutating func confirming() throws {
    let id = try backup("a", by: client())
    try source.remove("a")
    _ = try backup("b", by: client())
    try client().forget([id])
    // A prune stops when it has decided, and a backup when it has its outcome.
    let stopping = client { call in
      if case .remove = call { throw Stop() }
    }
    #expect(throws: (any Error).self) { try stopping.prune() }
    _ = try backup("c", by: stopping)
    let signed = Set(try storage.list("sessions").map { $0.name.dropFirst(9).prefix(32) })
    #expect(!signed.isEmpty)
    let calls = Mutex<[HookedStorage.Call]>([])
    _ = try client { call in calls.withLock { $0.append(call) } }.prune()
    let made = calls.withLock { $0 }
    let packs = try #require(made.firstIndex { $0.removes("packs/") })
    let verdict = try #require(made.firstIndex(of: .create("gc/1.verdict")))
    #expect(verdict < packs)
    for session in signed {
      let intent = try #require(made.firstIndex { $0.removes("sessions/\(session)") })
      let outcome = try #require(made.firstIndex(of: .create("log/\(session)")))
      #expect(outcome < intent)
    }
    #expect(try client().check().findings.map(\.problem) == [])
  }

  @Test("[10.3-h] A COMMIT that is seen without the one it builds on is whole all the same")
  mutating func basesSeenLate() throws {
    _ = try backup("a", by: client())
    let first = try storage.list("log")
    let second = try backup("b", by: client())
    let expected = try ModelTree(folder: source.path)
    #expect(first.count == 1)
    let name = first[0].name
    let bytes = try storage.read(name, limit: 1 << 20)
    // What a listing misses: it is there when the next one begins.
    let listings = Atomic<Int>(0)
    func partial() throws -> Client {
      try storage.remove(name)
      listings.store(0, ordering: .relaxed)
      return client { [storage] call in
        guard call == .list("log") else { return }
        if listings.wrappingAdd(1, ordering: .relaxed).oldValue == 1 {
          _ = try storage.create(name, bytes, via: "tmp/x")
        }
      }
    }
    #expect(try partial().read().catalog.snapshots.map(\.id) == [second])
    #expect(try partial().tree(second) == expected)
    #expect(try partial().check().findings.map(\.problem) == [])
    #expect(try partial().prune().isEmpty)
    #expect(try client().read().catalog.snapshots.count == 2)
  }

  @Test("[8.2-b] What is said about a snapshot while it is brought back is not lost")
  mutating func taggedMeanwhile() throws {
    let id = try backup("a", by: client())
    try client().forget([id])
    let meanwhile = client { [base, storage] call in
      guard case .create(let name) = call, name.hasPrefix("sessions/") else { return }
      let other = Client(repository: base.on(storage))
      let forgotten = try other.read().catalog.forgotten
      try other.repository.perform(
        try other.repository.plan([.addTags(["t"])], about: forgotten))
    }
    try meanwhile.bringBack(id)
    #expect(try client().read().catalog.snapshots.map(\.remarks.tags) == [["t"]])
    // A prune that has begun takes away what was said, one by one.
    try client().forget([id])
    let removing = client { [storage] call in
      guard case .create(let name) = call, name.hasPrefix("sessions/") else { return }
      for file in try storage.list("snapshots") where file.name.contains(".") {
        try storage.remove(file.name)
      }
    }
    try removing.bringBack(id)
    #expect(try client().read().catalog.snapshots.map(\.remarks.tags) == [["t"]])
  }
}

extension HookedStorage.Call {
  fileprivate func removes(_ prefix: String) -> Bool {
    if case .remove(let name) = self { name.hasPrefix(prefix) } else { false }
  }
}
