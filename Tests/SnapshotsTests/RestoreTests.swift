import Format
import Repository
import Snapshots
import Storage
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

  @Test("A file of which a pack is missing is reported and not there; the others are")
  func damaged() throws {
    let target = source.beside("restored")
    let pack = try #require(
      storage.files.first { $0.key.hasPrefix("packs/") && $0.value.count > 400_000 })
    try storage.remove(pack.key)
    let report = try client.restore(id, to: target)
    #expect(report.damaged == 1 && report.failed.count == 1)
    #expect(report.failed.first.map { String(decoding: $0.path, as: UTF8.self) } == "large")
    let files = try ModelTree(folder: target).files
    #expect(files["small"] == expected.files["small"])
    #expect(files["large"] == nil)
  }

  @Test("Restoring twice into the same folder gives the same, by two workers as by one")
  func again() throws {
    let target = source.beside("restored")
    for workers in [1, 2, 2] {
      var client = client
      client.workers = workers
      let report = try client.restore(id, to: target)
      #expect(report.failed.isEmpty && report.files == 2)
      let differences = try ModelTree(folder: target).differences(from: expected)
      // A target that was not empty is somebody's folder: its own attributes stay.
      #expect(differences.allSatisfy { $0.hasPrefix(": time") }, "\(workers) workers")
    }
  }
}
