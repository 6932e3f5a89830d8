import FileTree
import Format
import Repository
import Snapshots
import Storage
import SystemPackage
import TestSupport
import Testing

/// What a restore does with what is in the target already, and with what is damaged.
struct RestoreTests {
  private let base: TestRepository
  private let storage: MemoryStorage
  private let source: SourceFolder
  private let client: Client
  private let id: SnapshotID
  private let expected: ModelTree

  init() throws {
    base = try TestRepository.small.get()
    storage = MemoryStorage(base.files)
    source = try SourceFolder()
    var random = SeededGenerator(seed: 1)
    try source.file("small", random.bytes(3_000))
    // Larger than what one worker restores alone.
    try source.file("large", random.noise(9 << 20))
    for name in ["small", "large"] { try source.modified(name, seconds: 1_000_000_000) }
    client = Client(repository: base.on(storage))
    expected = try ModelTree(folder: source.path)
    id = try client.backup(source.path).id
  }

  @Test("Files in the target that are newer are kept, however large; older ones are replaced")
  func newer() throws {
    for (seconds, isKept) in [(1_000_000_001, true), (999_999_999, false)] {
      let target = try SourceFolder()
      for name in ["small", "large"] {
        try target.file(name, [1, 2, 3])
        try target.modified(name, seconds: seconds)
      }
      let report = try client.restore(id, to: target.path)
      let kept = report.keptNewer.map { String(decoding: $0, as: UTF8.self) }
      #expect(kept.sorted() == (isKept ? ["large", "small"] : []))
      let files = try ModelTree(folder: target.path).files
      #expect(files == (isKept ? ["small": [1, 2, 3], "large": [1, 2, 3]] : expected.files))
    }
  }

  @Test(
    "A file of which a pack is missing or cannot be read is reported and not there; the others are",
    arguments: [true, false])
  func damaged(isMissing: Bool) throws {
    let target = source.beside("restored")
    let pack = try #require(
      storage.files.first { $0.key.hasPrefix("packs/") && $0.value.count > 400_000 }?.key)
    if isMissing { try storage.remove(pack) }
    let report = try Client(repository: base.on(unreadable(pack))).restore(id, to: target)
    #expect(report.damaged == 1 && report.failed.count == 1)
    #expect(report.failed.first.map { String(decoding: $0.path, as: UTF8.self) } == "large")
    let files = try ModelTree(folder: target).files
    #expect(files["small"] == expected.files["small"])
    #expect(files["large"] == nil)
  }

  @Test(
    "What stands in a sector that cannot be read is damaged, and hides nothing else",
    arguments: ["snapshots/", "log/", "index/"])
  func sector(folder: String) throws {
    let name = try #require(storage.files.keys.first { $0.hasPrefix(folder) })
    try source.file("later", [1])
    let later = try Client(repository: base.on(storage, clock: StoppedClock(4_000_000_000)))
      .backup(source.path)
    let client = Client(repository: base.on(unreadable(name)))
    #expect(try client.read().catalog.snapshots.map(\.id).contains(later.id))
    let report = try client.check(.structure)
    #expect(!report.isSound)
    #expect(report.findings.contains { $0.location.contains(name) })
    #expect(try client.restore(later.id, to: source.beside("restored")).files > 0)
  }

  /// The same repository on a disk that cannot read that file any more.
  private func unreadable(_ name: String) -> HookedStorage {
    HookedStorage(storage) { _, call in
      if call == .read(name) {
        throw StorageError(.failed, .read, name, at: "disk", cause: .ioError)
      }
    }
  }

  @Test("A folder that vanishes from the target costs no other folder its attributes")
  func vanishingFolder() throws {
    for name in ["a", "a/b", "z"] { try source.folder(name) }
    var random = SeededGenerator(seed: 2)
    for name in ["a/b/late", "z/late"] { try source.file(name, random.noise(600_000)) }
    try source.mode("z", 0o751)
    let id = try client.backup(source.path).id
    let target = source.beside("restored")
    let hooked = HookedStorage(storage) { _, call in
      guard case .read(let name) = call, name.hasPrefix("packs/"),
        let names = try? OpenFolder.open(target).entries(),
        names.contains(where: { $0.lossyText == "z" })
      else { return }
      runProgram("/bin/rm", ["-rf", target.appending("a").string])
    }
    let report = try Client(repository: base.on(hooked)).restore(id, to: target)
    #expect(report.failed.map { String(decoding: $0.path, as: UTF8.self) } == ["a/b/late"])
    let status = try OpenFolder.open(target.appending("z")).status()
    #expect(status.permissions == 0o751)
  }

  @Test("Restoring twice into the same folder gives the same, by two workers as by one")
  func again() throws {
    let target = source.beside("restored")
    for (workers, isFirst) in [(1, true), (2, false), (2, false)] {
      var client = client
      client.workers = workers
      let report = try client.restore(id, to: target)
      #expect(report.failed.isEmpty && report.files == (isFirst ? 2 : 0))
      #expect(report.unchanged == (isFirst ? 0 : 2) && report.adjusted == 0)
      #expect(try ModelTree(folder: target).differences(from: expected) == [])
    }
  }
}
