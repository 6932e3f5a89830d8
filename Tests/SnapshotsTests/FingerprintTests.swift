import FileTree
import Format
import Sealing
import Snapshots
import Storage
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// Files that are read again and turn out to be what they were: known by their fingerprints.
struct FingerprintTests {
  /// One chunk, several, and as large as a worker reads whole.
  private static let files = [("a", 4_096), ("sub/b", 9_000), ("sub/whole", 8 * 4_096)]

  private let base: TestRepository
  private let storage: MemoryStorage
  private let source: SourceFolder
  private let cache = MemoryScanCache()

  init() throws {
    base = try TestRepository.small.get()
    storage = MemoryStorage(base.files)
    source = try SourceFolder()
    var random = SeededGenerator(seed: 4)
    try source.folder("sub")
    for (name, count) in Self.files { try source.file(name, random.noise(count)) }
    try source.file("sub/large", random.noise(100_000))
  }

  private func backup(hours: Int64) throws -> BackupReport {
    let clock = StoppedClock(4_000_000_000 + hours * 3_600)
    return try Client(repository: base.on(storage, clock: clock)).backup(source.path, cache: cache)
  }

  private var fingerprints: [String: Fingerprint] {
    var all: [String: Fingerprint] = [:]
    for (place, row) in cache.rows {
      let prefix = place.path.isEmpty ? "" : String(decoding: place.path, as: UTF8.self) + "/"
      for entry in row.entries { all[prefix + entry.name.lossyText] = entry.fingerprint }
    }
    return all
  }

  /// Replaces one in the rows.
  private func plant(_ fingerprint: Fingerprint?, at name: String) {
    cache.rows = cache.rows.mapValues { row in
      ScanRow(
        tree: row.tree,
        entries: row.entries.map { entry in
          guard entry.name.lossyText == name else { return entry }
          return ScanRow.Entry(
            name: entry.name, size: entry.size, modified: entry.modified, changed: entry.changed,
            inode: entry.inode, isSettled: entry.isSettled, fingerprint: fingerprint)
        })
    }
  }

  /// Gives every file a new time.
  private func touchAll() throws {
    for name in Self.files.map(\.0) + ["sub/large"] { try source.modified(name, seconds: 77) }
  }

  @Test(
    "Rows have one of every file that a worker reads whole, whatever else changes in its folder")
  func kept() throws {
    _ = try backup(hours: 0)
    let first = fingerprints
    #expect(Set(first.keys) == Set(Self.files.map(\.0)))
    try source.file("sub/new", [UInt8](repeating: 7, count: 5_000))
    try source.file("sub/little", [1, 2, 3])
    _ = try backup(hours: 1)
    #expect(first.allSatisfy { fingerprints[$0.key] == $0.value }, "of what was not read")
    try touchAll()
    _ = try backup(hours: 2)
    #expect(first.allSatisfy { fingerprints[$0.key] == $0.value }, "of what was read again")
    #expect(fingerprints["sub/new"] != nil && fingerprints["sub/little"] == nil)
    #expect(fingerprints.count == first.count + 1)
  }

  @Test("A file with a new time is taken over if its fingerprint is that of what it holds")
  func believed() throws {
    _ = try backup(hours: 0)
    try touchAll()
    let same = try backup(hours: 1)
    let counts = same.snapshot.counts
    #expect(counts.newChunkBytes < 1_000 && counts.unchangedFiles == 4, "only the trees are new")
    let client = Client(repository: base.on(storage))
    #expect(
      try client.tree(same.id).differences(from: try ModelTree(folder: source.path)) == [])
    // And by nothing else: the fingerprint of other contents makes it take over the wrong ones.
    var random = SeededGenerator(seed: 9)
    for (number, (name, count)) in Self.files.enumerated() {
      let before = try client.tree(try backup(hours: 10 * Int64(number + 1)).id).files
      let other = random.noise(count)
      try source.file(name, other)
      let fingerprinter = try Fingerprinter(keyring: base.keyring)
      plant(
        try other.withRawBytes { try fingerprinter.fingerprint($0) },
        at: String(name.split(separator: "/").last ?? ""))
      let fooled = try backup(hours: 10 * Int64(number + 1) + 1)
      #expect(try client.tree(fooled.id).files == before, "\(name) was compared by its fingerprint")
      plant(nil, at: String(name.split(separator: "/").last ?? ""))
      try source.modified(name, seconds: 99)
      let right = try backup(hours: 10 * Int64(number + 1) + 2)
      #expect(try client.tree(right.id).files == (try ModelTree(folder: source.path).files))
    }
  }

  @Test("Contents that change under a new time are stored, of one size or another")
  func changed() throws {
    var random = SeededGenerator(seed: 5)
    _ = try backup(hours: 0)
    for round in 1..<12 {
      for (name, count) in Self.files where Bool.random(using: &random) {
        var bytes = random.noise(count)
        if round % 3 == 0 { bytes.removeLast(Int.random(in: 1..<100, using: &random)) }
        try source.file(name, bytes)
      }
      let report = try backup(hours: Int64(round))
      let tree = try Client(repository: base.on(storage)).tree(report.id)
      #expect(tree.differences(from: try ModelTree(folder: source.path)) == [], "round \(round)")
    }
  }

  @Test("[10.3-a] What is not usable any more is stored again, whatever its fingerprint says")
  func unusable() throws {
    _ = try backup(hours: 0)
    let (files, rows) = (storage.files, cache.rows)
    try touchAll()
    let expected = try ModelTree(folder: source.path)
    let packs = files.keys.filter { $0.hasPrefix("packs/") }
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
}
