import Format
import Repository
import Snapshots
import Storage
import SystemPackage
import TestSupport

/// A repository with two snapshots, and a folder that differs from the newer one by everything that
/// can differ: what is stopped, damaged and interrupted in the tests of the promises.
struct History: Sendable {
  static let shared = Result { try History() }

  let base: TestRepository
  /// Of the repository with two snapshots.
  let files: [String: [UInt8]]
  /// What is backed up next.
  let next: SourceFolder
  /// What each snapshot must say, by its time; the last one is that of `next`.
  let expected: [Timestamp: ModelTree]
  static let times: [Int64] = [1_700_000_000, 1_700_003_600, 1_700_007_200]

  init() throws {
    base = try TestRepository.small.get()
    var random = SeededGenerator(seed: 7)
    let first = try SourceFolder()
    try Self.fill(first, &random)
    let second = try SourceFolder()
    try second.copy(first)
    try Self.change(second, &random)
    next = try SourceFolder()
    try next.copy(second)
    try Self.changeMore(next, &random)

    let storage = MemoryStorage(base.files)
    var expected: [Timestamp: ModelTree] = [:]
    for (seconds, source) in zip(Self.times, [first, second, next]) {
      let clock = StoppedClock(seconds)
      expected[clock.now] = try ModelTree(folder: source.path)
      guard source !== next else { continue }
      _ = try Client(repository: base.on(storage, clock: clock)).backup(source.path)
    }
    self.expected = expected
    files = storage.files
  }

  var earlier: [Timestamp] { expected.keys.sorted().dropLast() }

  func newestTime() -> Timestamp { Timestamp(seconds: Self.times[2], nanoseconds: 0) }

  private static func fill(_ source: SourceFolder, _ random: inout SeededGenerator) throws {
    try source.file("empty", [])
    try source.file("small.txt", random.words(900))
    try source.file("unchanged.bin", random.bytes(20_000))
    try source.file("edited.txt", random.words(40_000))
    try source.file("growing.log", random.words(400_000))
    try source.file("deleted.txt", random.words(3_000))
    try source.folder("deep")
    try source.folder("deep/er")
    try source.file("deep/er/file", random.bytes(5_000))
    try source.folder("many")
    for number in 0..<60 { try source.file("many/\(1_000 + number)", random.words(50)) }
    try source.link("link", to: "deep/er/file")
    try source.fifo("fifo")
    try source.attribute("small.txt", "user.color", Array("blue".utf8))
  }

  private static func change(_ source: SourceFolder, _ random: inout SeededGenerator) throws {
    let text = try ModelTree(folder: source.path).files["edited.txt"] ?? []
    try source.file("edited.txt", text.edited(at: 20_000, count: 40, seed: 1))
    try source.append(random.words(30_000), to: "growing.log")
    try source.file("many/1007", random.words(60))
    try source.file("many/new", random.words(60))
    try source.mode("deep", 0o700)
  }

  private static func changeMore(_ source: SourceFolder, _ random: inout SeededGenerator) throws {
    let text = try ModelTree(folder: source.path).files["edited.txt"] ?? []
    try source.file("edited.txt", text.edited(at: 1_000, count: 40, seed: 2))
    try source.append(random.words(200_000), to: "growing.log")
    try source.file("video.bin", random.bytes(500_000))
    try source.remove("deleted.txt")
    try source.move("unchanged.bin", to: "deep/er/renamed.bin")
    try source.file("many/1044", random.words(60))
    try source.remove("link")
    try source.link("link", to: "fifo")
  }
}
