import Format
import Repository
import Snapshots
import Storage
import TestSupport

/// A repository with six snapshots of a folder that changes, of which two are forgotten: a prune
/// has packs to delete, to rewrite and to leave, and runs to merge.
struct ForgottenPast: Sendable {
  static let shared = Result { try ForgottenPast() }

  let files: [String: [UInt8]]
  /// In the order in which they were made; the ones at `forgotten` are.
  let saved: [(id: SnapshotID, tree: ModelTree)]
  static let forgotten = [2, 3]

  /// Those that are not forgotten, without some.
  func kept(except: [SnapshotID] = []) -> [SnapshotID: ModelTree] {
    let gone = Self.forgotten.map { saved[$0].id } + except
    return Dictionary(uniqueKeysWithValues: saved.map { ($0.id, $0.tree) })
      .filter { !gone.contains($0.key) }
  }

  init() throws {
    let base = try TestRepository.small.get()
    let storage = MemoryStorage(base.files)
    let source = try SourceFolder()
    var random = SeededGenerator(seed: 77)
    var saved: [(id: SnapshotID, tree: ModelTree)] = []
    for number in 0..<6 { try source.file("text\(number)", random.words(9_000)) }
    for round in 0..<6 {
      for number in 0..<3 {
        let old = try ModelTree(folder: source.path).files["text\(number)"] ?? []
        try source.file("text\(number)", old + random.words(60))
      }
      try source.file("noise\(round)", random.noise(300_000))
      // They share a pack, of which a part is needed later.
      for number in 0..<2 {
        try source.file("stays\(round)-\(number)", random.noise(4_000))
        try source.file("goes\(round)-\(number)", random.noise(4_000))
      }
      if round > 0 {
        try source.remove("noise\(round - 1)")
        for number in 0..<2 { try source.remove("goes\(round - 1)-\(number)") }
      }
      let clock = StoppedClock(1_700_000_000 + Int64(round) * 3_600)
      let id = try Client(repository: base.on(storage, clock: clock)).backup(source.path).id
      saved.append((id, try ModelTree(folder: source.path)))
    }
    try Client(repository: base.on(storage)).forget(Self.forgotten.map { saved[$0].id })
    files = storage.files
    self.saved = saved
  }

  /// Rewrites whatever has something in it that nobody needs.
  static let effort = ["--max-unused", "0%"]
  static var limits: PruneLimits {
    var limits = PruneLimits()
    limits.maxUnusedMillionths = 0
    return limits
  }
}
