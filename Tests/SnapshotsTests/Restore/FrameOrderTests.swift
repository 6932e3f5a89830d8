import Format
import Pipelines
import Repository
import Snapshots
import Storage
import SystemPackage
import TestSupport
import Testing

/// Chunks are read in the order of the frames that have to be decoded for them.
struct FrameOrderTests {
  @Test("Each frame of data is read once, over a history of changed files and their deltas")
  func once() throws {
    let setup = try RestoredSource()
    var random = SeededGenerator(seed: 3)
    // More than fits into the cache of frames, and on the disk in another order than in the packs.
    for number in 0..<120 {
      try setup.source.file("\(number)", random.noise(300_000))
    }
    try setup.source.file("large", random.noise(2_000_000))
    _ = try setup.backup()
    for hour in 1...5 as ClosedRange<Int64> {
      for number in stride(from: Int(hour), to: 120, by: 4) {
        try setup.source.append(random.words(40), to: "\(number)")
      }
      try setup.source.append(random.words(900), to: "large")
      _ = try setup.backup(hour: hour)
    }
    let id = try #require(try setup.client.read().catalog.snapshots.last?.id)
    let reads = Monitor<[String: Int]>([:])
    let hooked = CountingStorage(setup.storage, reads)
    var client = Client(repository: setup.base.on(hooked))
    client.workers = 1
    #expect(try client.restore(id, to: setup.target).isClean)
    #expect(try setup.differences() == [])
    let counts = reads.access { $0 }
    let repeated = counts.filter { $0.value > 1 }
    print("frames read for a restore: \(counts.count), of them more than once: \(repeated.count)")
    #expect(counts.count > 30)
    #expect(repeated.count == 0)
  }
}

/// Counts how often each place of a pack is read.
private final class CountingStorage: Storage {
  let location = "counting"
  private let inner: MemoryStorage
  private let reads: Monitor<[String: Int]>

  init(_ inner: MemoryStorage, _ reads: Monitor<[String: Int]>) {
    self.inner = inner
    self.reads = reads
  }

  func list(_ folder: String) throws(StorageError) -> [StoredFile] { try inner.list(folder) }

  func read(_ name: String, limit: Int) throws(StorageError) -> [UInt8] {
    try inner.read(name, limit: limit)
  }

  func read(
    _ name: String, at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(StorageError) {
    if name.hasPrefix("packs/") {
      reads.access { $0["\(name) \(offset)", default: 0] += 1 }
    }
    try inner.read(name, at: offset, into: buffer)
  }

  func size(of name: String) throws(StorageError) -> UInt64 { try inner.size(of: name) }

  func create(
    _ name: String, _ bytes: UnsafeRawBufferPointer, via temporary: String
  ) throws(StorageError) -> CreateOutcome { try inner.create(name, bytes, via: temporary) }

  func remove(_ name: String) throws(StorageError) { try inner.remove(name) }
}
