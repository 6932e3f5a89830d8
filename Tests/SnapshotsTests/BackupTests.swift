import Format
import Snapshots
import Storage
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// What a backup stores, and what it does not.
struct BackupTests {
  private let base: TestRepository

  init() throws {
    base = try TestRepository.small.get()
  }

  /// A folder, a repository, and a clock that each backup finds an hour later.
  private func client(_ storage: MemoryStorage, hour: Int64 = 0) -> Client {
    Client(repository: base.on(storage, clock: StoppedClock(1_700_000_000 + hour * 3_600)))
  }

  private func packs(_ storage: MemoryStorage) -> Set<String> {
    Set(storage.files.keys.filter { $0.hasPrefix("packs/") })
  }

  @Test("What is restored is what was backed up: every kind, times, modes, attributes")
  func roundTrip() throws {
    let source = try SourceFolder()
    var random = SeededGenerator(seed: 1)
    try source.file("file", random.bytes(700_000))
    try source.file("empty", [])
    try source.folder("folder")
    try source.file("folder/text", random.words(5_000))
    try source.attribute("folder/text", "user.note", [0, 1, 2])
    try source.attribute("folder", "user.note", [3])
    try source.link("link", to: "nowhere")
    try source.fifo("fifo")
    try source.special("socket", mode: 0o140600)
    if isSuperuser { try source.special("device", mode: 0o020600, device: 0x1234) }
    try source.mode("folder/text", 0o4751)
    let expected = try ModelTree(folder: source.path)
    let storage = MemoryStorage(base.files)
    let report = try client(storage).backup(source.path)
    #expect(try client(storage).tree(report.id).differences(from: expected) == [])
    let target = source.beside("restored")
    let restored = try client(storage).restore(report.id, to: target)
    #expect(restored.failed.isEmpty && restored.losses == RestoreLosses())
    #expect(try ModelTree(folder: target).differences(from: expected) == [])
    #expect(try client(storage).check().damage == [])
  }

  @Test("Nothing changed: no pack is added, and the tree is the same")
  func unchanged() throws {
    let history = try History.shared.get()
    let storage = MemoryStorage(base.files)
    let first = try client(storage).backup(history.next.path)
    let before = packs(storage)
    let second = try client(storage, hour: 1).backup(history.next.path)
    #expect(packs(storage) == before)
    #expect(second.snapshot.root == first.snapshot.root)
    #expect(second.snapshot.counts.newChunkBytes == 0 && second.snapshot.counts.storedBytes == 0)
    #expect(second.snapshot.counts.unchangedFiles == second.snapshot.counts.files)
    #expect(second.id != first.id)
  }

  @Test("A file that was renamed or moved stores no data")
  func renamed() throws {
    let source = try SourceFolder()
    var random = SeededGenerator(seed: 2)
    try source.file("large", random.bytes(300_000))
    try source.file("small", random.bytes(3_000))
    try source.folder("folder")
    let storage = MemoryStorage(base.files)
    _ = try client(storage).backup(source.path)
    let before = try StoredChunks(base.on(storage)).count(.data)
    try source.move("large", to: "folder/moved")
    try source.move("small", to: "renamed")
    let report = try client(storage, hour: 1).backup(source.path)
    #expect(try StoredChunks(base.on(storage)).count(.data) == before)
    #expect(report.snapshot.counts.storedBytes < 2_000)
  }

  @Test("[4-b] A byte inserted at the start of a file of 40 MB stores next to nothing")
  func insertion() throws {
    let standard = try TestRepository.standard.get()
    let source = try SourceFolder()
    var random = SeededGenerator(seed: 3)
    let bytes = random.noise(40 << 20)
    try source.file("image", bytes)
    let storage = MemoryStorage(standard.files)
    let clocks = [0, 3_600].map { StoppedClock(1_700_000_000 + $0) }
    _ = try Client(repository: standard.on(storage, clock: clocks[0])).backup(source.path)
    try source.file("image", [7] + bytes)
    let report = try Client(repository: standard.on(storage, clock: clocks[1]))
      .backup(source.path)
    print("one byte inserted into 40 MB: \(report.snapshot.counts.storedBytes) bytes stored")
    #expect(report.snapshot.counts.newChunkBytes <= 9 << 20, "one chunk, or two")
    #expect(report.snapshot.counts.storedBytes < 20_000)
    #expect(
      try Client(repository: standard.on(storage)).tree(report.id).files["image"] == [7] + bytes)
  }

  @Test("One page in a hundred of a database changes: little more than those pages is stored")
  func database() throws {
    let source = try SourceFolder()
    var random = SeededGenerator(seed: 4)
    var bytes = random.noise(4 << 20)
    try source.file("database", bytes)
    let storage = MemoryStorage(base.files)
    _ = try client(storage).backup(source.path)
    for _ in 0..<10 {
      let page = Int.random(in: 0..<1_024, using: &random) * 4_096
      bytes = bytes.edited(at: page + 100, count: 40, seed: random.next())
    }
    try source.file("database", bytes)
    let report = try client(storage, hour: 1).backup(source.path)
    print("ten pages of 4 MB changed: \(report.snapshot.counts.storedBytes) bytes stored")
    #expect(report.snapshot.counts.storedBytes < 10 * 200 + 4_000)
    #expect(try client(storage).tree(report.id).files["database"] == bytes)
  }

  @Test("[4-a] A file of the minimal length is one chunk, an empty one has none")
  func minimalLengths() throws {
    let source = try SourceFolder()
    var random = SeededGenerator(seed: 5)
    let lengths = [0, 1, 4_095, 4_096, 4_097, 8_000]
    for length in lengths { try source.file("\(length)", random.bytes(length)) }
    let storage = MemoryStorage(base.files)
    let report = try client(storage).backup(source.path)
    let reading = try client(storage).read()
    let view = try SnapshotView(
      try #require(reading.catalog.snapshots.first), base.on(storage), index: reading.index,
      cache: FrameCache())
    for length in lengths {
      let node = try #require(try view.entry(at: Array("\(length)".utf8)).node)
      let chunks = try view.chunks(of: node)
      let sum = chunks.reduce(0) { $0 + (reading.index.location(of: $1)?.rawLength ?? 0) }
      #expect(sum == length)
      if length <= 4_096 { #expect(chunks.count == (length == 0 ? 0 : 1), "\(length)") }
    }
    #expect(report.snapshot.counts.fileBytes == UInt64(lengths.reduce(0, +)))
  }

  @Test("[5.3-c] Thirty small edits: no chain is longer than eight, nor heavier than half a chunk")
  func chains() throws {
    let source = try SourceFolder()
    var random = SeededGenerator(seed: 6)
    let storage = MemoryStorage(base.files)
    var bytes = random.bytes(4_000)
    var trees: [(SnapshotID, [UInt8])] = []
    for edit in 0..<30 {
      bytes = bytes.edited(at: edit * 100, count: 10 + edit * 2, seed: UInt64(edit))
      try source.file("note", bytes)
      let report = try client(storage, hour: Int64(edit)).backup(source.path)
      trees.append((report.id, bytes))
    }
    let deltas = try StoredChunks(base.on(storage)).copies.compactMap { $0.chunk.delta }
    #expect(deltas.map(\.depth).max() == 8, "the limit is met")
    #expect(deltas.count > 20)
    let data = try StoredChunks(base.on(storage)).copies.filter { $0.chunk.kind == .data }
    for copy in data {
      guard let delta = copy.chunk.delta else { continue }
      #expect(delta.chainBytes <= copy.chunk.rawLength / 2 + 40)
      #expect(delta.storedLength <= copy.chunk.rawLength * 60 / 100)
    }
    for (id, bytes) in trees {
      #expect(try client(storage).tree(id).files["note"] == bytes)
    }
  }
}
