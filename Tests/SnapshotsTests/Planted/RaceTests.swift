import Format
import Glibc
import Pipelines
import Snapshots
import Storage
import SystemPackage
import TestSupport
import Testing

/// Nothing outside the target is written, whoever swaps what there while a restore runs.
@Suite(.serialized) struct RaceTests {
  /// A million where hours are asked for; of names, which must be found first, some thousands.
  private static let wantedSwaps = isTorture ? 1_000_000 : 100_000
  private static let wantedNames = isTorture ? 20_000 : 2_000
  private static let maxSeconds = isTorture ? 900 : 4
  private static let maxPatienceSeconds = 60
  private static let leastRestores = 20

  private let client: Client
  private let id: SnapshotID

  init() throws {
    let base = try TestRepository.small.get()
    client = Client(repository: base.on(MemoryStorage(base.files)))
    let source = try SourceFolder()
    for folder in ["d1", "d1/d2"] {
      try source.folder(folder)
      for index in 0..<15 {
        try source.file("\(folder)/file\(index)", Array("new contents \(index)".utf8))
        try source.mode("\(folder)/file\(index)", 0o4777)
        try source.fifo("\(folder)/fifo\(index)")
      }
      // Its temporary name is there for as long as its chunks are read.
      var random = SeededGenerator(seed: 7)
      try source.file("\(folder)/large", random.noise(1 << 20))
      // What has the names of the things outside.
      try source.file("\(folder)/secret", Array("overwritten".utf8))
      try source.folder("\(folder)/sub")
      try source.file("\(folder)/sub/file", Array("overwritten".utf8))
    }
    id = try client.backup(source.path).id
  }

  @Test("A folder swapped for a link, at one depth and at two", .enabled(if: isSuperuser))
  func folders() throws {
    for depths in [["d1"], ["d1/d2"], ["d1", "d1/d2"]] {
      let target = try PlantedTarget()
      for folder in ["target/d1", "target/d1/d2"] { try target.root.folder(folder) }
      let pairs = try depths.enumerated().map { index, depth in
        let spare = "target/spare\(index)"
        try target.root.link(spare, to: target.root.location("outside"))
        return (target.root.location("target/\(depth)"), target.root.location(spare))
      }
      let what = "a folder swapped for a link at \(depths.joined(separator: " and "))"
      // A restore holds the folders that it has opened, so it meets few of the swaps.
      _ = try race(target, what, wanted: Self.wantedSwaps) {
        var isDone = false
        for (folder, link) in pairs where Racer.exchange(folder, link) { isDone = true }
        return isDone
      }
    }
  }

  @Test(
    "Unfinished entries swapped for links to a file outside, hard and symbolic",
    .enabled(if: isSuperuser))
  func temporaries() throws {
    for isHard in [true, false] {
      let target = try PlantedTarget()
      try target.root.folder("target/d1")
      let folder = target.root.location("target/d1")
      let spare = target.root.location("target/spare")
      let secret = target.root.location("outside/secret")
      // Whoever swaps a name of theirs for another need not be noticed.
      _ = try race(
        target, "unfinished entries swapped for \(isHard ? "hard links" : "links")",
        wanted: Self.wantedNames
      ) {
        Racer.replaceTemporaries(in: folder, spare: spare) { name in
          isHard ? link(secret, name) : symlink(secret, name)
        }
      }
    }
  }

  /// How many restores said that something was in their way.
  private func race(
    _ target: PlantedTarget, _ what: String, wanted: Int, _ swap: @escaping @Sendable () -> Bool
  ) throws -> Int {
    let racer = Racer()
    var restores = 0
    var met = 0
    let start = time(nil)
    while restores < Self.leastRestores
      || (racer.swaps < wanted && time(nil) - start < Self.maxSeconds)
      // A name that is there for an instant may take long to catch on a busy machine.
      || (racer.swaps == 0 && time(nil) - start < Self.maxPatienceSeconds)
    {
      let report = try racer.race(swap) { try client.restore(id, to: target.target) }
      restores += 1
      met += report.failed.isEmpty && report.losses == RestoreLosses() ? 0 : 1
      let changes = try target.changes()
      try #require(changes == [], "\(what), restore \(restores)")
    }
    if wanted == Self.wantedSwaps { #expect(racer.swaps > 0, "\(what)") }
    print("\(racer.swaps) rounds: \(what): \(restores) restores, \(met) met it, nothing outside")
    return met
  }
}
