import FileTree
import Format
import Glibc
import Pipelines
import Repository
import Storage
import SystemPackage
import TestSupport
import Testing

@testable import Snapshots

/// One backup into several repositories.
struct BackupGroupTests {
  private let source: SourceFolder
  private let bases: [TestRepository]

  /// Small and large files, a hole, a further name, an empty file.
  init() throws {
    bases = [try TestRepository.small.get(), try TestRepository.standard.get()]
    source = try SourceFolder()
    var random = SeededGenerator(seed: 11)
    for folder in 0..<8 {
      try source.folder("folder\(folder)")
      for file in 0..<20 { try source.file("folder\(folder)/\(file)", random.words(3_000)) }
    }
    try source.file("large", random.bytes(9_000_001))
    try source.file("larger", random.bytes(70_000_000))
    try source.file("empty", [])
    try source.hardLink("name", to: "large")
  }

  private func client(_ base: TestRepository, _ storage: any Storage) -> Client {
    Client(repository: base.on(storage), workers: 2)
  }

  private func group(
    _ repositories: [Repository], caches: [any ScanCache] = []
  ) -> BackupGroup {
    let members = repositories.enumerated().map { index, repository in
      BackupGroup.Member(
        repository, indexFolder: IndexFolder(nil),
        cache: index < caches.count ? caches[index] : NoScanCache(), counters: BackupCounters())
    }
    let request = BackupRequest(
      sources: [source.path], set: "set", workers: 2, utcOffsetMinutes: 0)
    return BackupGroup(members, request, cancellation: Cancellation())
  }

  /// Bytes of all files, each inode once.
  private func sourceBytes() throws -> UInt64 {
    var bytes: UInt64 = 0
    for name in ["large", "larger"] { bytes += try size(name) }
    for folder in 0..<8 { for file in 0..<20 { bytes += try size("folder\(folder)/\(file)") } }
    return bytes
  }

  private func size(_ name: String) throws -> UInt64 {
    var status = stat()
    try #require(stat(source.location(name), &status) == 0)
    return UInt64(status.st_size)
  }

  @Test("Each repository gets the whole, and every byte of the source is read once")
  func readOnce() throws {
    let storages = bases.map { MemoryStorage($0.files) }
    let group = group(zip(bases, storages).map { $0.on($1) })
    let reports = try group.run().map { try $0.get() }
    let expected = try ModelTree(folder: source.path)
    for ((base, storage), report) in zip(zip(bases, storages), reports) {
      #expect(try client(base, storage).tree(report.id).differences(from: expected) == [])
      #expect(try client(base, storage).check().damage == [])
    }
    #expect(group.bytesRead == (try sourceBytes()))
    print("BackupGroup: \(reports.count) repositories, \(group.bytesRead) bytes read")
  }

  @Test("What one repository knows already is read for the other alone")
  func oneKnows() throws {
    let storages = bases.map { MemoryStorage($0.files) }
    let cache = MemoryScanCache()
    // Times that have settled.
    for name in ["large", "larger", "empty"] { try source.modified(name, seconds: 1_600_000_000) }
    _ = try client(bases[0], storages[0]).backup(source.path, cache: cache)
    let group = group(zip(bases, storages).map { $0.on($1) }, caches: [cache])
    let reports = try group.run().map { try $0.get() }
    #expect(reports[0].snapshot.counts.newFiles == 0)
    #expect(reports[1].snapshot.counts.newFiles == reports[1].snapshot.counts.files)
    #expect(group.bytesRead == (try sourceBytes()))
  }

  @Test("A repository that fails does not keep the others from their snapshot")
  func oneFails() throws {
    let good = MemoryStorage(bases[0].files)
    let bad = FaultyStorage(bases[1].files, fault: .stop(afterSteps: 5))
    let group = group([bases[0].on(good), bases[1].on(bad)])
    let results = group.run()
    let report = try results[0].get()
    let expected = try ModelTree(folder: source.path)
    #expect(try client(bases[0], good).tree(report.id).differences(from: expected) == [])
    #expect(throws: RepositoryError.self) { try results[1].get() }
  }

  @Test("A file that changes between two reads is another file")
  func changed() throws {
    let reads = SharedReads()
    let folder = try OpenFolder.open(source.path)
    let name = try #require(FileName(Array("large".utf8)))
    func first() throws -> UInt8 {
      var byte: UInt8 = 0
      let file = try folder.openFile(name)
      let count = try withUnsafeMutableBytes(of: &byte) { try reads.read(file, into: $0, at: 0) }
      #expect(count == 1)
      return byte
    }
    let before = try first()
    #expect(try first() == before)
    try source.file("large", [before &+ 1])
    #expect(try first() == before &+ 1)
  }
}
