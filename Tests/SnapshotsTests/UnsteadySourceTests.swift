import Format
import Glibc
import Snapshots
import Storage
import Synchronization
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// Sources that change, vanish or cannot be read while they are backed up.
struct UnsteadySourceTests {
  private let base: TestRepository
  private let storage: MemoryStorage
  private let source: SourceFolder

  init() throws {
    base = try TestRepository.small.get()
    storage = MemoryStorage(base.files)
    source = try SourceFolder()
  }

  private func client(_ hour: Int64 = 0) -> Client {
    Client(repository: base.on(storage, clock: StoppedClock(4_000_000_000 + hour * 3_600)))
  }

  /// What the next backup saves must be what is there.
  private func expectRightNextTime(_ cache: MemoryScanCache) throws {
    let rows = MemoryScanCache()
    rows.rows = cache.rows
    let report = try client(1).backup(source.path, cache: rows)
    let expected = try ModelTree(folder: source.path)
    #expect(try client().tree(report.id).differences(from: expected) == [])
    #expect(report.unsteady.isEmpty && report.unreadable.isEmpty)
    #expect(try client().check().damage == [])
  }

  private func names(_ remarks: [BackupReport.Remark]) -> [String] {
    remarks.map { remark in
      String(decoding: remark.path, as: UTF8.self).split(separator: "/").last.map(String.init) ?? ""
    }.sorted()
  }

  @Test("Files that change after they were listed are saved as they are when they are opened")
  func afterListing() throws {
    var random = SeededGenerator(seed: 1)
    try source.folder("sub")
    for name in ["growing", "growing far", "shrinking", "vanishing", "steady", "emptied"] {
      try source.file("sub/\(name)", random.bytes(1_000))
    }
    try source.file("sub/large", random.noise(6 << 20))
    let source = source
    let cache = MemoryScanCache { path in
      guard path == "sub" else { return }
      try? source.append([1, 2, 3], to: "sub/growing")
      try? source.append([1, 2, 3], to: "sub/large")
      try? source.append([UInt8](repeating: 1, count: 100_000), to: "sub/growing far")
      try? source.file("sub/shrinking", [9])
      try? source.file("sub/emptied", [])
      try? source.remove("sub/vanishing")
    }
    let report = try client().backup(source.path, cache: cache)
    // The one is no small file any more, the other is not there.
    #expect(names(report.unsteady) == ["growing far", "vanishing"])
    #expect(report.unreadable.isEmpty)
    let tree = try client().tree(report.id)
    #expect(tree.files["sub/vanishing"] == nil)
    #expect(tree.files["sub/emptied"] == [])
    #expect(tree.files["sub/growing"]?.count == 1_003)
    #expect(tree.files["sub/shrinking"] == [9])
    #expect(tree.files["sub/large"]?.count == (6 << 20) + 3)
    // What was listed is not what was read: were it put back, with its times, nobody would know.
    let row = cache.rows.first { $0.key.path == Array("sub".utf8) }?.value
    let settled = row?.entries.filter(\.isSettled).map(\.name.lossyText)
    #expect(settled == ["steady", "vanishing"])
    try expectRightNextTime(cache)
  }

  @Test("A large file that grows or shrinks while it is read is stored as it was found")
  func whileReading() throws {
    var random = SeededGenerator(seed: 2)
    for isGrowing in [true, false] {
      let contents = random.noise(6 << 20)
      try source.file("large", contents)
      let source = source
      let storage = storage
      let change = Once {
        if isGrowing {
          try source.append([UInt8](repeating: 1, count: 3_000_000), to: "large")
        } else {
          try source.file("large", Array(contents.prefix(5_000_000)))
        }
      }
      let hooked = HookedStorage(storage) { _, call in
        if case .create(let name) = call, name.hasPrefix("packs/") { change.run() }
      }
      let cache = MemoryScanCache()
      let repository = base.on(hooked, clock: StoppedClock(4_000_000_000))
      let report = try Client(repository: repository).backup(source.path, cache: cache)
      #expect(change.hasRun)
      #expect(names(report.unsteady) == ["large"])
      let stored = try #require(try client().tree(report.id).files["large"])
      // What was read before the change, and after it as much as there was.
      #expect(stored.count <= (isGrowing ? 9_291_456 : contents.count))
      #expect(stored.prefix(contents.count).elementsEqual(contents.prefix(stored.count)))
      try expectRightNextTime(cache)
    }
  }

  @Test("A file that is written to all the time is stored with a size that fits its contents")
  func racing() throws {
    var random = SeededGenerator(seed: 3)
    let contents = random.noise(700_000)
    try source.file("busy", contents)
    let source = source
    let isDone = Atomic(false)
    let client = client()
    let storage = storage
    let base = base
    @Sendable func write() throws {
      while !isDone.load(ordering: .acquiring) {
        try source.append([UInt8](repeating: 5, count: 20_000), to: "busy")
        try source.file("busy", Array(contents.prefix(500_000)))
      }
    }
    @Sendable func save() throws {
      defer { isDone.store(true, ordering: .releasing) }
      for round in 0..<(isTorture ? 200 : 10) {
        let clock = StoppedClock(4_000_000_000 + Int64(round) * 60)
        let report = try Client(repository: base.on(storage, clock: clock)).backup(source.path)
        _ = try client.tree(report.id)
      }
    }
    try race(2) { number in
      if number == 0 { try write() } else { try save() }
    }
    #expect(try client.check().damage == [])
  }

  @Test("What has more attributes than a node holds is saved without them, and reported each time")
  func tooManyAttributes() throws {
    try source.file("small", [1])
    try source.file("large", [UInt8](repeating: 7, count: 100_000))
    try source.folder("folder")
    let value = [UInt8](repeating: 1, count: 60_000)
    for name in ["small", "large", "folder"] {
      for number in 0..<20 {
        // Few file systems hold that many.
        guard (try? source.attribute(name, "user.\(number)", value)) != nil else { return }
      }
    }
    let cache = MemoryScanCache()
    for hour in 0..<2 {
      let report = try client(Int64(hour)).backup(source.path, cache: cache)
      #expect(names(report.unreadable) == ["folder", "large", "small"])
      #expect(
        report.unreadable.allSatisfy { $0.reason == "its attributes: argument list too long" })
      #expect(report.unsteady == [])
      #expect(try client().tree(report.id).files["small"] == [1])
      #expect(try client().tree(report.id).files["large"]?.count == 100_000)
    }
  }

  @Test("A file that may not be read is reported; the rest is saved", .enabled(if: isSuperuser))
  func unreadable() throws {
    try source.file("open", [1])
    try source.file("secret", [2])
    try source.mode("secret", 0o000)
    try source.folder("closed")
    try source.file("closed/inside", [3])
    try source.mode("closed", 0o000)
    let report = try asNobody { try client().backup(source.path) }
    #expect(names(report.unreadable) == ["closed", "secret"])
    #expect(report.unreadable.allSatisfy { $0.reason == "permission denied" })
    #expect(report.snapshot.unreadable.total == 2)
    #expect(try client().tree(report.id).files == ["open": [1]])
    try expectRightNextTime(MemoryScanCache())
  }
}
