import Format
import Sealing
import Snapshots
import Storage
import TestSupport

@testable import Repository

/// A repository of a few 10 KB in which everything occurs: all kinds of nodes, attributes, chunk
/// and tree lists, deltas of data and of trees, several runs, records, an interrupted session, and
/// files that mean nothing.
struct DamageReference: Sendable {
  static let shared = Result { try DamageReference() }

  let base: TestRepository
  let files: [String: [UInt8]]
  /// What each snapshot must say, by its time.
  let expected: [Timestamp: ModelTree]
  /// What is backed up by whoever goes on with a damaged repository.
  let source: SourceFolder
  static let times: [Int64] = [1_700_000_000, 1_700_003_600, 1_700_007_200, 1_700_010_800]

  init(seed: UInt64 = 3) throws {
    // Chunks of exactly 512 bytes: a file of few bytes has many of them.
    base = try TestRepository(
      seed: seed,
      RepositoryParameters(
        minimalChunkBytes: 512, meanOffsetBits: 20, maximalChunkBytes: 512,
        packBytes: RepositoryParameters.minimalPackBytes, created: 1_700_000_000))
    let storage = MemoryStorage(base.files)
    source = try SourceFolder()
    var random = SeededGenerator(seed: 11)
    var expected: [Timestamp: ModelTree] = [:]
    for (number, seconds) in Self.times.dropLast().enumerated() {
      if number == 0 { try Self.fill(source, base.keyring, &random) }
      if number > 0 { try Self.change(source, number, &random) }
      let clock = StoppedClock(seconds)
      _ = try Client(repository: base.on(storage, clock: clock)).backup(source.path)
      expected[clock.now] = try ModelTree(folder: source.path)
    }
    let last = StoppedClock(Self.times[3])
    let repository = base.on(storage, clock: last)
    try HandmadeSnapshot.save(repository)
    expected[last.now] = try Client(repository: repository).newestTree()
    try Self.addRemarksAndRemains(repository)
    files = storage.files
    self.expected = expected
  }

  private static func fill(
    _ source: SourceFolder, _ keyring: Keyring, _ random: inout SeededGenerator
  ) throws {
    try source.file("empty", [])
    try source.file("edited", random.bytes(500))
    try source.file("text", random.words(400))
    try source.folder("cut")
    for name in ["a", "b", try nameThatCuts(keyring)] { try source.file("cut/\(name)", []) }
    try source.folder("list")
    for number in 0..<20 { try source.file("list/entry number \(number)", [UInt8(number)]) }
    try source.link("link", to: "text")
    try source.attribute("text", "user.color", Array("blue".utf8))
  }

  private static func change(
    _ source: SourceFolder, _ number: Int, _ random: inout SeededGenerator
  ) throws {
    // 260 equal chunks, named by a chunk list; to read them in one snapshot is enough for each
    // flip.
    if number == 1 { try source.file("zeros", [UInt8](repeating: 0, count: 260 * 512)) }
    if number == 2 { try source.remove("zeros") }
    let bytes = try ModelTree(folder: source.path).files["edited"] ?? []
    try source.file("edited", bytes.edited(at: 100 * number, count: 6, seed: UInt64(number)))
    try source.file("list/entry number 7", random.bytes(20))
  }

  /// A name at which a folder is cut into two pieces, which sorts behind "b".
  private static func nameThatCuts(_ keyring: Keyring) throws -> String {
    for number in 0... {
      guard let first = FileName("a".utf8), let name = FileName("cut \(number)".utf8) else { break }
      var cutter = TreeCutter(gearTable: keyring.gearTable)
      _ = cutter.startsPiece(before: .empty(first))
      if cutter.startsPiece(before: .empty(name)) { return "cut \(number)" }
    }
    throw NoSuchName()
  }

  /// Two records about the newest snapshot, and what an interrupted session and a stranger left.
  private static func addRemarksAndRemains(_ repository: Repository) throws {
    let reading = try Client(repository: repository).read()
    guard let newest = reading.catalog.snapshots.last else { throw NoSuchName() }
    let files = repository.files
    for (number, statement) in [SnapshotRecord.Statement.tags(["kept"]), .pin(true)].enumerated() {
      let record = SnapshotRecord(
        snapshot: newest.id, superseded: [], statement: statement,
        time: newest.snapshot.time, host: "host")
      let path = RepositoryPath.record(newest.session, UInt64(number) + 77)
      _ = try files.create(record.encoded(), as: path, via: .temporary(newest.session, number))
    }
    _ = try SessionIntent(
      repository, repository.newSessionID(), purpose: .backup,
      temporaries: TemporaryNames(newest.session))
    for name in ["tmp/\(try repository.newSessionID())-0", "packs/foreign"] {
      _ = try repository.storage.create(name, Array(name.utf8), via: "tmp/a-0")
    }
  }
}

private struct NoSuchName: Error {}

extension Node {
  /// An empty file.
  static func empty(_ name: FileName) -> Node {
    Node(
      name: name,
      owner: Owner(permissions: 0o644, userID: 0, groupID: 0, user: "", group: ""),
      modified: Timestamp(seconds: 0, nanoseconds: 0),
      content: .file(size: 0, ids: [], idsNameLists: false, holes: []))
  }
}

extension Client {
  /// Everything in the newest snapshot.
  func newestTree() throws -> ModelTree {
    let reading = try read()
    guard let snapshot = reading.catalog.snapshots.last else { throw NoSuchName() }
    return try tree(snapshot, reading)
  }
}
