import Format
import TestSupport
import Testing

@testable import Repository

@Suite struct IndexTableTests {
  @Test("[9-a] A table finds what its run names, and nothing else", arguments: 0..<UInt64(40))
  func oneRun(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let run = IndexRun.random(Int.random(in: 1...400, using: &random), using: &random)
    let table = try IndexFolder.table(of: run)
    #expect(table.entryCount == run.locations.count)
    expect(table, toHold: run.locations)
    for _ in 0..<1000 { #expect(table.copies(of: random.chunkID()) == []) }
  }

  @Test("An empty run and a run of one chunk", arguments: [0, 1])
  func smallest(count: Int) throws {
    var random = SeededGenerator(seed: 1)
    let run = IndexRun.random(count, using: &random)
    let table = try IndexFolder.table(of: run)
    #expect(table.entryCount == count)
    expect(table, toHold: run.locations)
    #expect(table.copies(of: random.chunkID()) == [])
    #expect(table.copies(of: ChunkID(.zero)) == [])
  }

  @Test("Every copy of one chunk is found, however many there are")
  func manyCopies() throws {
    var random = SeededGenerator(seed: 2)
    let one = random.chunkID()
    let run = IndexRun.random(50, using: &random).replacingIDs { one }
    let table = try IndexFolder.table(of: run)
    #expect(table.copies(of: one) == run.locations.ordered)
    #expect(table.copies(of: one).count == 50)
  }

  /// As only somebody with the keys could make them.
  @Test("IDs that are not uniform are found", arguments: 0..<UInt64(10))
  func crowded(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let shared = random.bytes(8)
    let run = IndexRun.random(600, using: &random).replacingIDs {
      // Many with one first word, many with two, and the two ends of all there is.
      let start =
        switch Int.random(in: 0..<10, using: &random) {
        case 0: [UInt8](repeating: 0, count: 16)
        case 1: [UInt8](repeating: 0xFF, count: 16)
        case 2...4: shared + shared
        case 5...7: shared + random.bytes(8)
        default: random.bytes(16)
        }
      return ChunkID(Bytes32(start + random.bytes(16)) ?? .zero)
    }
    expect(try IndexFolder.table(of: run), toHold: run.locations)
  }

  @Test("Tables merged hold the union of what each held", arguments: 0..<UInt64(30))
  func merging(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var known: [ChunkID] = []
    var runs: [LiveIndexRun: IndexRun] = [:]
    for _ in 0..<Int.random(in: 2...9, using: &random) {
      var run = IndexRun.random(
        Int.random(in: 0...120, using: &random), others: known, using: &random)
      known += run.locations.map(\.id)
      run.lost = run.locations.prefix(3).map { LostCopy(pack: $0.pack, chunk: $0.id) }
      runs[random.liveRun()] = run
    }
    let (tables, missing) = try IndexFolder(nil).tables(for: Array(runs.keys)) {
      (name) throws(RepositoryError) in
      guard let run = runs[name] else { throw .damaged("no such run", at: "test") }
      return run
    }
    let table = try #require(tables.first)
    #expect(tables.count == 1 && missing.isEmpty)
    expect(table, toHold: runs.values.flatMap(\.locations))
    #expect(Set(table.runs) == Set(runs.keys))
    #expect(Set(table.lost) == Set(runs.values.flatMap(\.lost)))
    for _ in 0..<300 { #expect(table.copies(of: random.chunkID()) == []) }
  }

  @Test("The filter passes everything that is in it and little else", arguments: 0..<UInt64(5))
  func filter(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let count = 20_000
    let blocks = IndexFilter.blocks(for: count)
    let bytes = UnsafeMutableRawBufferPointer.allocate(
      byteCount: blocks * IndexFilter.blockBytes, alignment: 64)
    defer { bytes.deallocate() }
    bytes.initializeMemory(as: UInt8.self, repeating: 0)
    let start = try #require(bytes.baseAddress)
    let inside = (0..<count).map { _ in random.bytes32().prefix }
    for prefix in inside { IndexFilter.insert(prefix, into: start, blocks: blocks) }
    let missed = inside.count { !IndexFilter.mayContain($0, in: start, blocks: blocks) }
    #expect(missed == 0)
    let passed = (0..<count).count { _ in
      IndexFilter.mayContain(random.bytes32().prefix, in: start, blocks: blocks)
    }
    #expect(passed * 20 < count, "\(passed) of \(count) unknown IDs pass")
    #expect(blocks * IndexFilter.blockBytes * 8 < count * 10, "more than ten bits an ID")
  }

  @Test("An entry takes at most 48 bytes, and its filter ten bits")
  func size() {
    let layout = IndexTableLayout(
      runs: 0, packs: 0, lost: 0, frames: 0, deltas: 0, entries: 10_000_000)
    #expect(IndexTableLayout.entryBytes <= 48)
    #expect(layout.byteCount < 10_000_000 * 48 + 10_000_000 * 10 / 8 + 4096)
  }

  private func expect(_ table: IndexTable, toHold locations: [ChunkLocation]) {
    let expected = Dictionary(grouping: locations, by: \.id)
    for (id, copies) in expected { #expect(table.copies(of: id) == copies.ordered) }
    let entries = (0..<table.entryCount).map(table.id)
    #expect(entries == locations.map(\.id.bytes).sorted())
  }
}

extension IndexTable {
  /// Every copy of a chunk, usable or not.
  func copies(of id: ChunkID) -> [ChunkLocation] {
    entries(id.bytes.prefix).compactMap { copy($0) }.map { location($0) }.filter { $0.id == id }
      .ordered
  }
}

extension IndexRun {
  func replacingIDs(_ newID: () -> ChunkID) -> IndexRun {
    IndexRun(
      packs: packs.map { pack in
        let chunks = pack.directory.chunks.map {
          ChunkEntry(id: newID(), kind: $0.kind, rawLength: $0.rawLength, delta: $0.delta)
        }
        return IndexedPack(
          id: pack.id, length: pack.length,
          directory: PackDirectory(frames: pack.directory.frames, chunks: chunks))
      })
  }
}
