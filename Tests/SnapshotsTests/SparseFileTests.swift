import Format
import Snapshots
import Storage
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// Files with holes: the map in the node, and the same chunks as without holes.
struct SparseFileTests {
  private let base: TestRepository
  private let storage: MemoryStorage
  private let source: SourceFolder

  init() throws {
    base = try TestRepository.small.get()
    storage = MemoryStorage(base.files)
    source = try SourceFolder()
  }

  /// In the far future holes are believed; now they are read.
  private func client(_ seconds: Int64 = 4_000_000_000) -> Client {
    Client(repository: base.on(storage, clock: StoppedClock(seconds)), workers: 2)
  }

  @Test("Every file has the holes that its file system says, and the chunks of a file without")
  func sameChunks() throws {
    let layouts = try makeLayouts()
    let now: Int64 = 1_700_000_000
    for seconds in [4_000_000_000, now] {
      let report = try client(seconds).backup(source.path)
      #expect(report.unsteady == [] && report.unreadable == [])
      let nodes = try client().nodes(report.id)
      let expected = try ModelTree(folder: source.path)
      for number in 0..<layouts {
        let (sparse, dense) = (nodes["\(number) sparse"], nodes["\(number) dense"])
        #expect(sparse != nil && sparse?.ids == dense?.ids, "layout \(number)")
        #expect(try sparse?.holes == source.holes("\(number) sparse"), "layout \(number)")
        #expect(dense?.holes == [], "layout \(number)")
      }
      #expect(try client().tree(report.id).differences(from: expected) == [])
    }
    #expect(try client().check().damage == [])
    print("\(layouts) layouts, read and unread")
  }

  /// Files "n sparse" and "n dense" with equal contents; small chunks end at 4 096 bytes, large
  /// ones at 512 KiB.
  private func makeLayouts() throws -> Int {
    let page = 4_096
    let chunk = 1 << 19
    var random = SeededGenerator(seed: 1)
    var layouts: [(size: Int, pieces: [(offset: Int, bytes: [UInt8])])] = []
    for size in [1, page, page + 1, 3 * page, chunk - 1, chunk, chunk + 1, 3 * chunk + 5] {
      layouts.append((size, []))
      layouts.append((size + page, [(size, random.noise(page))]))
      layouts.append((size + page, [(0, random.noise(min(size, page)))]))
    }
    for _ in 0..<20 {
      let pieces = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        let offset = Int.random(in: 0..<6 * chunk, using: &random)
        return (offset, random.noise(Int.random(in: 1...40_000, using: &random)))
      }
      let end = pieces.map { $0.0 + $0.1.count }.max() ?? 0
      layouts.append((end + Int.random(in: 0...5 * chunk, using: &random), pieces))
    }
    for (number, layout) in layouts.enumerated() {
      try source.sparse("\(number) sparse", size: layout.size, layout.pieces)
      var bytes = [UInt8](repeating: 0, count: layout.size)
      for piece in layout.pieces {
        bytes.replaceSubrange(piece.offset..<piece.offset + piece.bytes.count, with: piece.bytes)
      }
      try source.file("\(number) dense", bytes)
    }
    return layouts.count
  }

  @Test("Another layout of the same bytes stores no file data")
  func otherLayout() throws {
    var random = SeededGenerator(seed: 2)
    let data = random.noise(100_000)
    try source.sparse("file", size: 3_000_000, [(1_000_000, data)])
    let cache = MemoryScanCache()
    _ = try client().backup(source.path, cache: cache)
    let before = try StoredChunks(base.on(storage)).count(.data)
    let bytes = try ModelTree(folder: source.path).files["file"] ?? []
    try source.file("file", bytes)
    let dense = try client(4_000_000_060).backup(source.path, cache: cache)
    #expect(try client().nodes(dense.id)["file"]?.holes == [])
    try source.sparse("file", size: 3_000_000, [(1_000_000, data), (0, [0])])
    let sparse = try client(4_000_000_120).backup(source.path, cache: cache)
    #expect(try client().nodes(sparse.id)["file"]?.holes == source.holes("file"))
    #expect(try client().nodes(sparse.id)["file"]?.holes.first?.offset == 4_096)
    #expect(try StoredChunks(base.on(storage)).count(.data) == before)
    #expect(sparse.snapshot.counts.unchangedFiles == 1)
  }

  @Test("A tebibyte of hole with data behind it is not read, and named by lists of the same chunk")
  func hugeHole() throws {
    let standard = try TestRepository.standard.get()
    let size = 1 << 40
    try source.sparse("huge", size: size + 100_000, [(size, [UInt8](repeating: 1, count: 100_000))])
    let clock = StoppedClock(4_000_000_000)
    let client = Client(repository: standard.on(MemoryStorage(standard.files), clock: clock))
    let report = try client.backup(source.path)
    let node = try #require(try client.nodes(report.id)["huge"])
    #expect(try node.holes == source.holes("huge"))
    let reading = try client.read()
    let reader = try ChunkReader(client.repository, index: reading.index, cache: FrameCache())
    let ids = try TreeReader(reader).dataChunks(of: node)
    let lengths = Dictionary(
      uniqueKeysWithValues: Set(ids).map { ($0, reading.index.location(of: $0)?.rawLength ?? 0) })
    #expect(ids.reduce(0) { $0 + (lengths[$1] ?? 0) } == size + 100_000)
    #expect(Set(ids).count <= 3)
    #expect(report.snapshot.counts.storedBytes < 100_000)
    print("1 TiB of hole: \(ids.count) chunks, \(node.ids.count) lists")
  }

  @Test("A sparse file that changes while it is read is saved with a map that fits, and read again")
  func changing() throws {
    var random = SeededGenerator(seed: 3)
    for change in ["shrink", "grow", "fill"] {
      let noise = random.noise(3 << 20)
      try source.sparse("file", size: 12 << 20, [(0, noise), (6 << 20, noise)])
      let source = source
      let once = Once {
        switch change {
        case "shrink": try source.sparse("file", size: 5 << 20, [(0, noise)])
        case "grow": try source.append(noise, to: "file")
        default: try source.file("file", noise + noise + noise + noise)
        }
      }
      let hooked = HookedStorage(storage) { _, call in
        if case .create(let name) = call, name.hasPrefix("packs/") { once.run() }
      }
      let cache = MemoryScanCache()
      let clock = StoppedClock(1_600_000_000)
      let report = try Client(repository: base.on(hooked, clock: clock))
        .backup(source.path, cache: cache)
      #expect(once.hasRun && report.unsteady.count == 1, "\(change)")
      _ = try client().tree(report.id)
      let next = try client().backup(source.path, cache: cache)
      let expected = try ModelTree(folder: source.path)
      #expect(try client().tree(next.id).differences(from: expected) == [], "\(change)")
      #expect(try client().nodes(next.id)["file"]?.holes == source.holes("file"), "\(change)")
      try source.remove("file")
    }
    #expect(try client().check().damage == [])
  }
}
