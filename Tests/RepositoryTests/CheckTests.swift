import Format
import Pipelines
import Storage
import TestSupport
import Testing

@testable import Repository

/// What a check says of a repository in which all is well, or only odd.
@Suite struct CheckTests {
  private let whole: CheckedRepository

  init() throws {
    whole = try CheckedRepository()
  }

  @Test("A clean repository: nothing to say, and the counts are right")
  func clean() throws {
    let structure = try whole.check(.structure)
    #expect(structure.texts == [])
    #expect([structure.packsRead, Int(structure.bytesRead)] == [0, 0])
    let all = try whole.check(.allData)
    #expect(all.texts == [])
    #expect(all.packsRead == 5)
    #expect(Int(all.bytesRead) == whole.packs.values.reduce(0) { $0 + $1.length })
    for report in [structure, all] {
      #expect(report.isSound && report.affected.isEmpty)
      #expect(report.snapshots == 1)
      #expect(report.trees == 2)
      #expect(report.chunks == 7)
      #expect(report.packs == 5)
    }
  }

  @Test("What several snapshots share is counted once")
  func shared() throws {
    try whole.test.commit([], snapshot: .test(root: whole.snapshot.root, seconds: 2))
    let x = try whole.test.full(whole.test.random.bytes(100))
    let root = try whole.test.tree([.file("a", whole.chunks), .file("b", [x, x])])
    let packs = [
      try whole.test.store([try whole.test.frame([x])]),
      try whole.test.store([try whole.test.frame([root], .tree)]),
    ]
    let snapshot = Snapshot.test(root: TreeReference(id: root.entry.id, isList: false))
    try whole.test.commit(packs, snapshot: snapshot)
    let report = try whole.check()
    #expect(report.texts == [])
    #expect([report.snapshots, report.trees, report.chunks, report.packs] == [3, 3, 8, 7])
  }

  @Test("[2-a] Foreign files and remains of interrupted runs are named, and do no harm")
  func notes() throws {
    let test = whole.test
    let session = test.random.session()
    let chunk = try test.full(test.random.bytes(10))
    let orphan = RepositoryPath.pack(try test.store([try test.frame([chunk])]).id)
    let files: [(RepositoryPath, String)] = [
      (.indexRun(session, 0), "an index run that no session committed"),
      (.snapshot(session), "a snapshot that was never completed"),
      (.intent(session, beat: 3), "a session that is running or was interrupted"),
    ]
    for (path, _) in files { try test.create([], path) }
    try test.create([], .intent(whole.session, beat: 1))
    for name in ["letter.txt", "packs/README", "keys/x.0", "tmp/strange"] {
      _ = try test.storage.create(name, [1], via: "tmp/x")
    }
    let temporary = RepositoryPath.temporary(session, 4)
    _ = try test.storage.create(temporary.name, [1], via: "tmp/x")
    let report = try whole.check()
    #expect(report.isSound && report.affected.isEmpty)
    #expect(report.findings.count == 10)
    for (path, problem) in files where path != .intent(session, beat: 3) {
      #expect(report.has(.note, problem, at: path.name))
    }
    #expect(report.has(.note, "running or was interrupted", at: "sessions/\(session)"))
    #expect(report.has(.note, "a session that has ended", at: "sessions/\(whole.session)"))
    #expect(report.has(.note, "a pack that no session committed", at: orphan.name))
    #expect(report.has(.note, "being written", at: temporary.name))
    for name in ["letter.txt", "packs/README", "keys/x.0", "tmp/strange"] {
      #expect(report.has(.note, "no file of martlet's", at: name))
    }
  }

  @Test("[10.3-a] While a prune is under way, nothing is missing")
  func prune() throws {
    let plan = PrunePlan(number: 1, packs: whole.packs.values.map(\.id), files: [])
    try whole.test.create(plan.encoded(), .plan(1))
    #expect(try whole.check().texts == [])
  }

  @Test("What a prune takes away while it looks is not missing")
  func prunedMeanwhile() throws {
    let test = whole.test
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
    let pruning = ScriptedStorage(test.storage) { storage, number in
      // gc, log twice, gc, keys: the next lists everything.
      guard number == 5 else { return }
      _ = try storage.create("gc/1.plan", plan, via: "tmp/x")
      _ = try storage.create("gc/1.verdict", verdict, via: "tmp/x")
      try storage.remove(RepositoryPath.pack(unused.id).name)
    }
    let report = try whole.check(on: pruning)
    #expect(pruning.lists.prefix(6) == ["gc", "log", "log", "gc", "keys", ""])
    #expect(report.texts == [])
    #expect(report.packs == 5)
  }

  @Test("A storage that does not answer is no finding, nor is a request to stop")
  func interrupted() throws {
    let name = whole.name("z")
    let location = "scripted"
    let silent = ScriptedStorage(whole.test.storage) { _, _ in
    } beforeRead: { _, read in
      if read == name { throw StorageError(.unreachable, .read, read, at: location) }
    }
    let error = #expect(throws: RepositoryError.self) { try whole.check(on: silent) }
    #expect(error?.code == .unreachable)
    let cancellation = Cancellation()
    cancellation.cancel()
    #expect(throws: Cancelled.self) { try whole.check(cancellation: cancellation) }
    #expect(throws: Cancelled.self) { try whole.check(.structure, cancellation: cancellation) }
  }

  @Test("The local index is not believed, and made anew")
  func cache() throws {
    let folder = try TemporaryFolder()
    let index = IndexFolder(folder.path)
    #expect(try whole.check(folder: index).texts == [])
    let names = folder.names
    #expect(names.count == 1)
    try whole.test.replace(.indexRun(whole.session, 0)) { $0[99] ^= 1 }
    let report = try whole.check(.structure, folder: index)
    #expect(report.has(.damage, "", at: RepositoryPath.indexRun(whole.session, 0).name))
  }
}
