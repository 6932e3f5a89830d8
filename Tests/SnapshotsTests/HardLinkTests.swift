import Format
import Sealing
import Snapshots
import Storage
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// Entries with several names: which nodes of a snapshot say that they are one inode.
struct HardLinkTests {
  private let base: TestRepository
  private let storage: MemoryStorage
  private let source: SourceFolder

  init() throws {
    base = try TestRepository.small.get()
    storage = MemoryStorage(base.files)
    source = try SourceFolder()
    for name in ["a", "b", "c"] { try source.folder(name) }
  }

  /// Later than everything that a test does.
  private func client(_ hour: Int64 = 0, workers: Int = 2) -> Client {
    let clock = StoppedClock(4_000_000_000 + hour * 3_600)
    return Client(repository: base.on(storage, clock: clock), workers: workers)
  }

  /// The group that is called after a path.
  private func group(_ name: String) throws -> UInt64 {
    let hasher = try ChunkHasher(keyring: base.keyring)
    let hash = try hasher.keyedHash(label: "link", Array(source.location(name).utf8))
    return hash.bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// The same rows in a cache that does nothing by itself.
  private func rows(of cache: MemoryScanCache) -> MemoryScanCache {
    let other = MemoryScanCache()
    other.rows = cache.rows
    return other
  }

  @Test("Every name of an inode has the group of the first, whatever kind it is, in two sources")
  func groups() throws {
    try source.file("a/small", [1, 2, 3])
    try source.file("a/large", [UInt8](repeating: 3, count: 20_000))
    try source.link("a/link", to: "nowhere")
    try source.fifo("a/fifo")
    try source.special("a/socket", mode: 0o140600)
    var kinds = ["small", "large", "link", "fifo", "socket"]
    if isSuperuser {
      try source.special("a/device", mode: 0o020600, device: 0x1234)
      kinds.append("device")
    }
    for kind in kinds {
      try source.hardLink("b/\(kind)", to: "a/\(kind)")
      try source.hardLink("c/\(kind)", to: "a/\(kind)")
    }
    try source.file("a/alone", [4])
    let sources = ["c", "a"].map { FilePath(source.location($0)) }
    let report = try client().backup(sources)
    let nodes = try client().nodes(report.id)
    for kind in kinds {
      let expected = try group("a/\(kind)")
      #expect(nodes["a/\(kind)"]?.hardLinkGroup == expected, "\(kind)")
      #expect(nodes["c/\(kind)"] == nodes["a/\(kind)"], "\(kind)")
    }
    #expect(nodes["a/alone"]?.hardLinkGroup == nil)
    let counts = report.snapshot.counts
    #expect(counts.files == 5 && counts.newFiles == 5 && counts.symlinks == 2)
    #expect(counts.fileBytes == 2 * 20_003 + 1)
    #expect(counts.newChunkBytes < 30_000, "the contents once")
    #expect(report.unsteady == [] && report.unreadable == [])
    #expect(try client().check().damage == [])
  }

  @Test("What is taken over unread gets the group of this session, not of the last")
  func unread() throws {
    try source.file("a/file", [1])
    try source.file("b/other", [2])
    try source.hardLink("b/file", to: "a/file")
    try source.hardLink("c/file", to: "a/file")
    let cache = MemoryScanCache()
    let first = try client().backup(source.path, cache: cache)
    let again = try client(1).backup(source.path, cache: cache)
    #expect(again.snapshot.root == first.snapshot.root)
    #expect(again.snapshot.counts.unchangedFiles == 4)
    #expect(again.snapshot.counts.newChunkBytes == 0)

    // Rows of the same folders, whose first name is no part of the backup any more.
    let rows = cache.rows
    for name in ["b", "c"] {
      for (place, row) in rows where place.path == Array(name.utf8) {
        let source = Array(source.location(name).utf8)
        cache.rows[MemoryScanCache.Place(source: source, path: [])] = row
      }
    }
    let paths = ["b", "c"].map { FilePath(source.location($0)) }
    let part = try client(2).backup(paths, cache: cache)
    let nodes = try client().nodes(part.id)
    #expect(try nodes["b/file"]?.hardLinkGroup == group("b/file"))
    #expect(try nodes["c/file"]?.hardLinkGroup == group("b/file"))

    cache.rows = rows
    try source.remove("a/file")
    try source.remove("c/file")
    let last = try client(3).backup(source.path, cache: cache)
    #expect(try client().nodes(last.id)["b/file"]?.hardLinkGroup == nil)
  }

  @Test("The contents are read under the first name only", .enabled(if: isSuperuser))
  func readOnce() throws {
    let sizes = ["small": 1_000, "large": 50_000]
    for (name, size) in sizes {
      try source.file("a/\(name)", [UInt8](repeating: 7, count: size))
      try source.hardLink("b/\(name)", to: "a/\(name)")
    }
    let source = source
    // Listed by then; from now on nothing in it can be opened.
    let cache = MemoryScanCache { path in
      if path == "b" { asSuperuser { try? source.mode("b", 0o000) } }
    }
    let report = try asNobody { try client().backup(source.path, cache: cache) }
    let nodes = try client().nodes(report.id)
    #expect(report.unreadable == [] && report.unsteady == [])
    for name in sizes.keys {
      #expect(nodes["b/\(name)"] != nil && nodes["b/\(name)"] == nodes["a/\(name)"])
    }
  }

  @Test(
    "Where the first name cannot be read, the next is, for all that follow",
    .enabled(if: isSuperuser))
  func firstFails() throws {
    let sizes = ["small": 1_000, "large": 50_000]
    for (name, size) in sizes {
      try source.file("a/\(name)", [UInt8](repeating: 7, count: size))
      try source.hardLink("b/\(name)", to: "a/\(name)")
      try source.hardLink("c/\(name)", to: "a/\(name)")
    }
    let source = source
    let cache = MemoryScanCache { path in
      if path == "a" || path == "c" { asSuperuser { try? source.mode(path, 0o000) } }
    }
    let report = try asNobody { try client().backup(source.path, cache: cache) }
    #expect(report.unreadable.count == 2 && report.unsteady == [])
    let nodes = try client().nodes(report.id)
    for (name, size) in sizes {
      #expect(nodes["a/\(name)"] == nil)
      #expect(nodes["b/\(name)"] == nodes["c/\(name)"])
      #expect(try nodes["b/\(name)"]?.hardLinkGroup == group("a/\(name)"))
      #expect(
        try client().tree(report.id).files["c/\(name)"] == [UInt8](repeating: 7, count: size))
    }
    #expect(report.snapshot.counts.files == 4)
    try source.mode("a", 0o755)
    try source.mode("c", 0o755)
    let next = try client(1).backup(source.path, cache: rows(of: cache))
    #expect(try client().nodes(next.id)["a/large"] == nodes["c/large"])
  }

  @Test("A file that changes between its names is two groups, each with what was there")
  func changedBetween() throws {
    try source.file("a/file", [1])
    try source.hardLink("b/file", to: "a/file")
    let source = source
    let cache = MemoryScanCache { path in
      if path == "a" { try? source.file("a/file", [2, 2]) }
    }
    let writer = client()
    let report = try writer.backup(source.path, cache: cache) {
      $0.walk = try writer.narrowWalk($0)
    }
    let nodes = try writer.nodes(report.id)
    #expect(report.unsteady.map(\.path) == [Array(source.location("a/file").utf8)])
    #expect(try nodes["a/file"]?.hardLinkGroup == group("a/file"))
    #expect(try nodes["b/file"]?.hardLinkGroup == group("b/file"))
    #expect(try client().tree(report.id).files["b/file"] == [2, 2])
    let next = try client(1).backup(source.path, cache: rows(of: cache))
    let after = try client().nodes(next.id)
    #expect(next.unsteady == [])
    #expect(after["b/file"] == after["a/file"])
    #expect(try after["b/file"]?.hardLinkGroup == group("a/file"))
  }

  @Test("A file that changes while its first name is read is the same under each, read again later")
  func changedWhileRead() throws {
    try source.file("a/file", [1])
    try source.hardLink("b/file", to: "a/file")
    let source = source
    let cache = MemoryScanCache { path in
      if path == "b" { try? source.append([2, 2], to: "a/file") }
    }
    let report = try client(workers: 1).backup(source.path, cache: cache)
    let nodes = try client().nodes(report.id)
    #expect(report.unsteady.count == 2)
    #expect(nodes["a/file"] != nil && nodes["a/file"] == nodes["b/file"])
    let next = try client(1).backup(source.path, cache: rows(of: cache))
    #expect(next.unsteady == [])
    #expect(try client().tree(next.id).files["b/file"] == [1, 2, 2])
  }
}
