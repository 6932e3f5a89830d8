import Format
import Snapshots
import Storage
import TestSupport
import Testing

@testable import Repository

/// Folders with many entries and files with many chunks: what is cut into lists.
struct LargeTreeTests {
  @Test("[7.2-a] [7.2-b] A folder of 70 000 entries is a list; a changed name stores kilobytes")
  func largeFolder() throws {
    let base = try TestRepository.small.get()
    let source = try SourceFolder()
    let names = (0..<70_000).map { "entry-\($0)" }
    for name in names { try source.file(name, []) }
    let storage = MemoryStorage(base.files)
    let first = Client(repository: base.on(storage, clock: StoppedClock(1_700_000_000)))
    _ = try first.backup(source.path)
    try source.move("entry-35000", to: "entry-renamed")
    let second = Client(repository: base.on(storage, clock: StoppedClock(1_700_003_600)))
    let report = try second.backup(source.path)
    print("one name of 70 000 changed: \(report.snapshot.counts.storedBytes) bytes stored")
    #expect(report.snapshot.counts.storedBytes < 60_000)

    let reading = try second.read()
    let view = try SnapshotView(
      try #require(reading.catalog.snapshots.last), second.repository, index: reading.index,
      cache: FrameCache())
    let expected = Set(names).subtracting(["entry-35000"]).union(["entry-renamed"])
    #expect(Set(try view.children(of: view.root).compactMap { $0.name?.lossyText }) == expected)
    let lists = try StoredChunks(second.repository).count(.treeList)
    #expect(lists == 2, "one for each snapshot")
  }

  @Test("[7.4-a] [7.3-b] A file of more than 256 chunks names lists; one of 256 does not")
  func manyChunks() throws {
    // Chunks of exactly 512 bytes.
    let base = try DamageReference.shared.get().base
    let source = try SourceFolder()
    var random = SeededGenerator(seed: 1)
    for count in [256, 257, 2_000] { try source.file("\(count)", random.bytes(count * 512)) }
    let expected = try ModelTree(folder: source.path)
    let storage = MemoryStorage(base.files)
    let client = Client(repository: base.on(storage))
    let report = try client.backup(source.path)
    #expect(try client.tree(report.id).differences(from: expected) == [])
    let reading = try client.read()
    let view = try SnapshotView(
      try #require(reading.catalog.snapshots.last), client.repository, index: reading.index,
      cache: FrameCache())
    for count in [256, 257, 2_000] {
      let node = try #require(try view.entry(at: Array("\(count)".utf8)).node)
      guard case .file(_, let ids, let isLists, _) = node.content else { continue }
      #expect(isLists == (count > 256), "\(count)")
      #expect(isLists ? ids.count < 10 : ids.count == count)
      #expect(try view.chunks(of: node).count == count)
    }
    #expect(try client.check().damage == [])
    let target = source.beside("restored")
    _ = try client.restore(report.id, to: target)
    #expect(try ModelTree(folder: target).differences(from: expected) == [])
  }

  @Test("[4-c] [7.3-b] A file whose chunks do not add up to its size is damage for every reader")
  func wrongSize() throws {
    let base = try DamageReference.shared.get().base
    let storage = MemoryStorage(base.files)
    let repository = base.on(storage)
    try HandmadeSnapshot.saveFile(repository, claiming: 999)
    let client = Client(repository: repository)
    let id = try #require(try client.read().catalog.snapshots.first?.id)
    #expect(throws: RepositoryError.self) { try client.tree(id) }
    #expect(try client.check(.structure).isSound == false)
    let target = try SourceFolder().beside("restored")
    let report = try client.restore(id, to: target)
    #expect(report.damaged == 1)
    #expect(try ModelTree(folder: target).files.isEmpty, "nothing half-right is left")
  }
}
