import FileTree
import Format
import Snapshots
import Storage
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// When a file is taken over unread, and when not.
struct ScanCacheTests {
  private let base: TestRepository
  private let storage: MemoryStorage
  private let source: SourceFolder
  private let cache = MemoryScanCache()

  init() throws {
    base = try TestRepository.small.get()
    storage = MemoryStorage(base.files)
    source = try SourceFolder()
    var random = SeededGenerator(seed: 1)
    try source.file("a", random.bytes(1_000))
    try source.folder("sub")
    try source.file("sub/b", random.bytes(9_000))
  }

  /// A backup at a time at which everything in the source has long been settled.
  private func backup(
    hours: Int64, reading: BackupRequest.Reading = .changed, cache: MemoryScanCache? = nil
  ) throws -> BackupReport {
    let clock = StoppedClock(4_000_000_000 + hours * 3_600)
    let client = Client(repository: base.on(storage, clock: clock))
    return try client.backup(source.path, reading: reading, cache: cache ?? self.cache)
  }

  /// Makes the row of the root vouch for a file that has other contents by now.
  private func lie(about name: String, in path: String, isSettled: Bool = true) throws {
    let place = MemoryScanCache.Place(
      source: Array(source.path.string.utf8), path: Array(path.utf8))
    let location = path.isEmpty ? name : "\(path)/\(name)"
    let folder = try ScanView.status(of: source.location(location))
    let row = try #require(cache.rows[place])
    let entries = row.entries.map { entry in
      guard entry.name.lossyText == name else { return entry }
      return ScanRow.Entry(
        name: entry.name, size: folder.size, modified: folder.modified, changed: folder.changed,
        inode: folder.inode, isSettled: isSettled)
    }
    cache.rows[place] = ScanRow(tree: row.tree, entries: entries)
  }

  @Test("A file for which the row vouches is not read; one that is not settled is")
  func vouching() throws {
    let first = try backup(hours: 0)
    let before = try ModelTree(folder: source.path).files
    try source.file("a", [UInt8](repeating: 7, count: 1_000))
    try lie(about: "a", in: "")
    let second = try backup(hours: 1)
    let client = Client(repository: base.on(storage))
    #expect(try client.tree(second.id).files == before, "taken over by a row that lies")
    try lie(about: "a", in: "", isSettled: false)
    let third = try backup(hours: 2)
    let after = try ModelTree(folder: source.path).files
    #expect(try client.tree(third.id).files == after)
    #expect(first.id != second.id && second.id != third.id)
  }

  @Test("Everything is read when that is asked for, whatever the rows say")
  func everything() throws {
    _ = try backup(hours: 0)
    try source.file("a", [UInt8](repeating: 7, count: 1_000))
    try lie(about: "a", in: "")
    let report = try backup(hours: 1, reading: .everything)
    let tree = try Client(repository: base.on(storage)).tree(report.id)
    #expect(tree.files == (try ModelTree(folder: source.path).files))
  }

  @Test("Size, times and inode must all be as they were")
  func changes() throws {
    _ = try backup(hours: 0)
    let change: [(SourceFolder) throws -> Void] = [
      { try $0.append([1], to: "a") },
      { try $0.file("a", [UInt8](repeating: 1, count: 1_001)) },
      { source in
        try source.file("other", [UInt8](repeating: 2, count: 1_001))
        try source.move("other", to: "a")
      },
      { try $0.file("sub/b", [UInt8](repeating: 3, count: 9_000)) },
      { try $0.mode("sub/b", 0o600) },
    ]
    for (number, change) in change.enumerated() {
      try change(source)
      let report = try backup(hours: Int64(number) + 1)
      let expected = try ModelTree(folder: source.path)
      let tree = try Client(repository: base.on(storage)).tree(report.id)
      #expect(tree.differences(from: expected) == [], "change \(number)")
    }
  }

  @Test("What was touched within two seconds of the run is read again")
  func unsettled() throws {
    // The source was made a moment ago, by any clock near the file system's.
    let modified = try ScanView.status(of: source.location("a")).modified
    let clock = StoppedClock(modified.seconds + 1)
    _ = try Client(repository: base.on(storage, clock: clock)).backup(source.path, cache: cache)
    #expect(cache.rows.values.flatMap(\.entries).allSatisfy { !$0.isSettled })
    let later = StoppedClock(modified.seconds + 10)
    _ = try Client(repository: base.on(storage, clock: later)).backup(source.path, cache: cache)
    #expect(cache.rows.values.flatMap(\.entries).allSatisfy { $0.isSettled })
  }

  @Test("[10.3-a] A row whose tree or chunks are not usable any more vouches for nothing")
  func unusable() throws {
    _ = try backup(hours: 0)
    let expected = try ModelTree(folder: source.path)
    for name in storage.files.keys where name.hasPrefix("packs/") { try storage.remove(name) }
    let report = try backup(hours: 1)
    let client = Client(repository: base.on(storage))
    #expect(try client.tree(report.id).differences(from: expected) == [])
    #expect(report.snapshot.counts.newChunkBytes > 10_000, "all of it was stored again")
  }

  @Test("[10.3-a] A pack that is gone takes with it what is vouched for by rows, whatever is left")
  func oneIsGone() throws {
    _ = try backup(hours: 0)
    let expected = try ModelTree(folder: source.path)
    let (files, rows) = (storage.files, cache.rows)
    let packs = files.keys.filter { $0.hasPrefix("packs/") }
    #expect(packs.count > 1, "trees and data")
    for pack in packs {
      let storage = MemoryStorage(files)
      try storage.remove(pack)
      cache.rows = rows
      let client = Client(
        repository: base.on(storage, clock: StoppedClock(4_000_000_000 + 3_600)))
      let report = try client.backup(source.path, cache: cache)
      #expect(try client.tree(report.id).differences(from: expected) == [], "without \(pack)")
    }
  }

  @Test("[10.3-a] Rows of chunks in packs that a plan condemns vouch for nothing")
  func condemned() throws {
    _ = try backup(hours: 0)
    let expected = try ModelTree(folder: source.path)
    let repository = base.on(storage)
    let packs = try StoredChunks(repository).packs.map(\.id)
    let plan = PrunePlan(number: 1, packs: packs, files: [])
    _ = try repository.files.create(
      plan.encoded(), as: .plan(1), via: .temporary(repository.newSessionID(), 0))
    let report = try backup(hours: 1)
    for pack in packs { try storage.remove(RepositoryPath.pack(pack).name) }
    let client = Client(repository: base.on(storage))
    #expect(try client.tree(report.id).differences(from: expected) == [])
  }

  @Test("A cache that is lost, or of another repository, costs reading and no storing")
  func lost() throws {
    _ = try backup(hours: 0)
    let again = try backup(hours: 1, cache: MemoryScanCache())
    #expect(again.snapshot.counts.newChunkBytes == 0)
    #expect(again.snapshot.counts.unchangedFiles == 2)
    let other = try TestRepository.standard.get()
    let elsewhere = Client(
      repository: other.on(MemoryStorage(other.files), clock: StoppedClock(4_000_000_000)))
    let report = try elsewhere.backup(source.path, cache: cache)
    let expected = try ModelTree(folder: source.path)
    #expect(try elsewhere.tree(report.id) == expected)
  }

  @Test("Rows of a run that failed are not kept")
  func failedRun() throws {
    _ = try backup(hours: 0)
    let rows = cache.rows
    try source.append([1], to: "a")
    let failing = HookedStorage(storage) { _, call in
      if case .create(let name) = call, name.hasPrefix("log/") { throw Errno.ioError }
    }
    #expect(throws: RepositoryError.self) {
      try Client(repository: base.on(failing)).backup(source.path, cache: cache)
    }
    #expect(cache.rows == rows)
  }
}
