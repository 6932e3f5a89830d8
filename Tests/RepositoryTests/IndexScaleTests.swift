import Format
import Glibc
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// An index of ten million chunks, with figures printed: in a release build, on request.
@Suite(
  .enabled(if: getenv("MARTLET_TORTURE") != nil, "takes a minute and 2 GB of disk"), .serialized)
struct IndexScaleTests {
  private static let runCount = 50
  private static let chunksPerRun = 200_000

  @Test("Ten million chunks are opened, found and missed")
  func tenMillion() throws {
    let folder = try TemporaryFolder()
    let runs = (0..<Self.runCount).map { number in
      var random = SeededGenerator(seed: UInt64(number))
      return random.liveRun()
    }
    let index = IndexFolder(folder.path)
    let before = Memory.anonymous
    var most = 0
    let building = try Stopwatch.seconds {
      _ = try index.tables(for: runs) { run in
        most = max(most, Memory.anonymous)
        return Self.run(runs.firstIndex(of: run) ?? 0)
      }
    }
    print("built in \(building) s, at most \(most - before) KiB anonymous between two runs")

    for _ in 0..<3 {
      let start = Memory.anonymous
      var opened: ChunkIndex?
      let seconds = try Stopwatch.seconds {
        let tables = try index.tables(for: runs) { _ in fatalError("a run is fetched again") }
        opened = ChunkIndex(
          tables: tables.tables, state: .empty, purpose: .writing, damage: [],
          packIsThere: { _, _ in true })
      }
      let end = Memory.anonymous
      let tables = opened?.allTables ?? []
      let bytes = tables.reduce(0) { $0 + $1.layout.byteCount }
      print(
        "opened in \(seconds * 1000) ms, \(end - start) KiB anonymous,",
        "\(tables.count) tables, \(Double(bytes) / Double(opened?.entryCount ?? 1)) bytes an entry")
      try lookUp(try #require(opened))
    }
  }

  private func lookUp(_ index: ChunkIndex) throws {
    var random = SeededGenerator(seed: 1 << 40)
    let known = (0..<Self.runCount).flatMap { Self.ids($0, every: 50) }.shuffled(using: &random)
    let unknown = (0..<known.count).map { _ in random.chunkID() }
    var hits = 0
    let hit = Stopwatch.seconds { for id in known { hits += index.contains(id) ? 1 : 0 } }
    let miss = Stopwatch.seconds { for id in unknown { hits += index.contains(id) ? 1 : 0 } }
    var lengths = 0
    let found = Stopwatch.seconds {
      for id in known { lengths &+= index.location(of: id)?.rawLength ?? 0 }
    }
    #expect(hits == known.count)
    #expect(lengths > 0)
    let each = 1e9 / Double(known.count)
    print("a hit \(hit * each) ns, a miss \(miss * each) ns, a location \(found * each) ns")
  }

  /// The IDs of a run, or some of them, without the run.
  private static func ids(_ number: Int, every step: Int) -> [ChunkID] {
    var random = SeededGenerator(seed: 1000 + UInt64(number))
    return (0..<chunksPerRun).compactMap { index in
      let id = random.chunkID()
      return index % step == 0 ? id : nil
    }
  }

  /// Packs of 32 frames of one chunk of 1 MiB, one in ten a delta.
  private static func run(_ number: Int) -> IndexRun {
    var random = SeededGenerator(seed: 2000 + UInt64(number))
    let all = ids(number, every: 1)
    var ids = all[...]
    var packs: [IndexedPack] = []
    while !ids.isEmpty {
      var directory = PackDirectory()
      for id in ids.prefix(32) {
        let delta =
          random.chance(10)
          ? DeltaEntry(storedLength: 1000, base: all[0].bytes.prefix, depth: 1, chainBytes: 1000)
          : nil
        let chunk = ChunkEntry(
          id: id, kind: .data, rawLength: 1 << 20, delta: id == all[0] ? nil : delta)
        directory.chunks.append(chunk)
        directory.frames.append(
          FrameEntry(
            kind: .data, codec: .raw, storedLength: chunk.lengthInFrame + 40,
            rawLength: chunk.lengthInFrame, chunkCount: 1))
      }
      ids = ids.dropFirst(32)
      packs.append(IndexedPack(id: random.packID(), length: 36 << 20, directory: directory))
    }
    return IndexRun(packs: packs)
  }
}

private enum Memory {
  /// What this process holds that no file stands behind, in KiB.
  static var anonymous: Int {
    guard let file = fopen("/proc/self/status", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, 256, file) != nil {
      let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let words = String(decoding: bytes, as: UTF8.self).split { " \t".contains($0) }
      if words.first == "RssAnon:", words.count > 1 { return Int(words[1]) ?? 0 }
    }
    return 0
  }
}

private enum Stopwatch {
  static func seconds<Failure>(_ body: () throws(Failure) -> Void) throws(Failure) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    try body()
    return start.duration(to: clock.now) / .seconds(1)
  }
}
