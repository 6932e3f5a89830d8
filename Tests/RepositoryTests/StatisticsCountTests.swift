import Format
import Storage
import TestSupport
import Testing

@testable import Repository

/// That the figures of `stats` add up, whatever is in the packs.
@Suite struct StatisticsCountTests {
  /// Runs drawn by one seed, in tables of their own, and chunks that are needed.
  private struct Drawn {
    let runs: [IndexRun]
    let index: ChunkIndex
    private(set) var needed: EntrySet
    private(set) var neededCopies: [NumberedCopy] = []

    init(_ seed: UInt64, repeating: Int = 0) throws {
      var random = SeededGenerator(seed: seed)
      var known: [ChunkID] = []
      var runs: [IndexRun] = []
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        runs.append(
          .random(Int.random(in: 1...60, using: &random), others: known, using: &random))
        known += runs.flatMap(\.locations).map(\.id)
      }
      self.runs = runs
      index = ChunkIndex(
        tables: try (runs + runs.suffix(repeating)).map { try IndexFolder.table(of: $0) },
        state: .with(condemned: [], dropped: []), purpose: .reading, damage: []
      ) { _, _ in true }
      needed = EntrySet(capacity: index.entryCount)
      for id in Set(known) where random.chance(60) {
        guard let copy = index.numbered(id) else { continue }
        if needed.insert(copy.number) { neededCopies.append(copy) }
      }
    }

    var statistics: RepositoryStatistics {
      var statistics = RepositoryStatistics()
      statistics.count(index, needed: needed, bases: EntrySet(capacity: index.entryCount))
      return statistics
    }
  }

  @Test("The shares of the chunks of a frame are the frame", arguments: 0..<UInt64(60))
  func shares(seed: UInt64) throws {
    let drawn = try Drawn(seed)
    var sums: [FramePlace: Int] = [:]
    var number = 0
    for level in drawn.index.levels {
      for entry in 0..<level.table.entryCount {
        let copy = try #require(level.table.copy(entry))
        #expect(copy.storedShare >= 0)
        sums[FramePlace(level.table.location(copy)), default: 0] += copy.storedShare
        number += 1
      }
    }
    #expect(number == drawn.runs.reduce(0) { $0 + $1.locations.count })
    for location in drawn.runs.flatMap(\.locations) {
      #expect(sums[FramePlace(location)] == location.frame.storedLength)
    }
  }

  @Test("All that is in packs, and what they are besides, is the packs", arguments: 0..<UInt64(60))
  func sums(seed: UInt64) throws {
    let drawn = try Drawn(seed)
    let statistics = drawn.statistics
    let locations = drawn.runs.flatMap(\.locations)
    let parts = [statistics.data, statistics.trees, statistics.bases, statistics.others]
    func sum(_ field: KeyPath<ChunkBytes, Int>) -> Int {
      parts.reduce(0) { $0 + $1[keyPath: field] }
    }
    #expect(sum(\.count) == locations.count)
    #expect(sum(\.deltas) == locations.count { $0.delta != nil })
    #expect(sum(\.raw) == locations.reduce(0) { $0 + $1.rawLength })
    #expect(sum(\.form) == locations.reduce(0) { $0 + $1.formLength })
    let packs = drawn.runs.flatMap(\.packs)
    #expect(statistics.packs == packs.count)
    #expect(statistics.packBytes == packs.reduce(0) { $0 + $1.length })
    #expect(sum(\.stored) + statistics.packOverhead == statistics.packBytes)
    #expect(statistics.packOverhead == packs.count * IndexedPack.minimalBytes)
    for part in parts {
      #expect(part.raw - part.savedByDelta - part.savedByCompression == part.stored)
    }
  }

  @Test("What is needed is counted as data or trees, the rest as others", arguments: 0..<UInt64(60))
  func needed(seed: UInt64) throws {
    let drawn = try Drawn(seed)
    let statistics = drawn.statistics
    let data = drawn.neededCopies.filter { $0.kind == .data }
    #expect(statistics.data.count == data.count)
    #expect(statistics.data.raw == data.reduce(0) { $0 + $1.rawLength })
    #expect(statistics.trees.count == drawn.neededCopies.count - data.count)
    #expect(statistics.bases == ChunkBytes())
    #expect(statistics.packsWithOthers <= statistics.packs)
    #expect((statistics.packsWithOthers == 0) == (statistics.others.count == 0))
  }

  @Test("A pack that two runs name is counted once")
  func twice() throws {
    let (once, twice) = (try Drawn(9), try Drawn(9, repeating: 1))
    #expect(twice.index.entryCount > once.index.entryCount)
    #expect(twice.statistics.packBytes == once.statistics.packBytes)
    #expect(twice.statistics.packOverhead == once.statistics.packOverhead)
    let all = { (statistics: RepositoryStatistics) in
      statistics.data.stored + statistics.trees.stored + statistics.others.stored
    }
    #expect(all(twice.statistics) == all(once.statistics))
  }

  @Test("Every file is counted once, by what it is")
  func files() throws {
    let drawn = try Drawn(3)
    var random = SeededGenerator(seed: 4)
    let session = random.session()
    let paths: [RepositoryPath] = [
      .pack(random.packID()), .indexRun(session, 0), .snapshot(session), .record(session, 5),
      .outcome(session), .config(copy: 0), .temporary(session, 1), .intent(session, beat: 0),
    ]
    var files = paths.enumerated().map { StoredFile(name: $1.name, size: 1 << UInt64($0)) }
    files.append(StoredFile(name: "letter.txt", size: 1 << 8))
    files += drawn.runs.flatMap(\.packs).map { pack in
      StoredFile(name: RepositoryPath.pack(pack.id).name, size: UInt64(pack.length))
    }
    var statistics = drawn.statistics
    statistics.count(files, besides: drawn.index)
    #expect([statistics.strayPacks, statistics.strayPackBytes] == [1, 1])
    #expect([statistics.indexBytes, statistics.snapshotBytes] == [2, 4 + 8])
    #expect(statistics.otherBytes == 16 + 32 + 64 + 128 + 256)
    #expect(statistics.totalBytes == files.reduce(0) { $0 + Int($1.size) })
  }

  @Test("Snapshots that say anything at all do no harm")
  func lies() {
    var statistics = RepositoryStatistics()
    var random = SeededGenerator(seed: 5)
    for _ in 0..<3 {
      var snapshot = Snapshot.test(root: TreeReference(id: ChunkID(.zero), isList: false))
      snapshot.counts.files = .max
      snapshot.counts.fileBytes = .max
      statistics.add(
        CatalogedSnapshot(
          id: SnapshotID(.zero), session: random.session(), snapshot: snapshot, remarks: Remarks()))
    }
    #expect(statistics.snapshots == 3)
    #expect(statistics.fileBytes == .max)
  }
}
