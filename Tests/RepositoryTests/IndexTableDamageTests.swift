import Format
import TestSupport
import Testing

@testable import Repository

/// What a table that was damaged on disk can do: be refused, lose chunks, or send a reader to wrong
/// bytes, which do not authenticate. Never crash, and never make a chunk appear.
@Suite struct IndexTableDamageTests {
  private let run: IndexRun
  private let name: LiveIndexRun
  private let bytes: [UInt8]

  init() throws {
    var random = SeededGenerator(seed: 1)
    var run = IndexRun.random(12, using: &random)
    run.lost = [LostCopy(pack: run.packs[0].id, chunk: random.chunkID())]
    self.run = run
    name = random.liveRun()
    let table = try IndexFolder.table(of: run, named: name)
    bytes = withExtendedLifetime(table) { Array(table.region) }
  }

  @Test("A table reads back from its bytes")
  func whole() throws {
    let table = try #require(try Self.open(bytes))
    #expect([table].locations == run.locations.ordered)
    #expect(table.runs == [name])
    #expect(table.lost == run.lost)
  }

  @Test("Any one byte flipped: the table is refused, or finds nothing that was not in it")
  func flips() throws {
    var random = SeededGenerator(seed: 2)
    let strangers = (0..<20).map { _ in random.chunkID() }
    let other = try IndexFolder.table(of: IndexRun.random(30, using: &random))
    var refused = 0
    for offset in bytes.indices {
      var changed = bytes
      changed[offset] ^= UInt8(1) << UInt8.random(in: 0...7, using: &random)
      guard let table = try Self.open(changed) else {
        refused += 1
        continue
      }
      #expect(table.runs == [name])
      #expect(table.lost == run.lost)
      for id in strangers { #expect(table.copies(of: id) == [], "byte \(offset)") }
      let known = Set(run.locations.map(\.id))
      let found = known.flatMap { table.copies(of: $0) }
      #expect(found.allSatisfy { known.contains($0.id) })
      try expectHarmless(table, beside: other, offset)
    }
    #expect(refused > 256 - 160, "the head is covered by a hash")
  }

  /// Merging a damaged table leaves the other one whole, and its wild rows wild.
  private func expectHarmless(_ table: IndexTable, beside other: IndexTable, _ offset: Int) throws {
    let index = ChunkIndex(
      tables: [table, other], state: .empty, purpose: .reading, damage: [],
      packIsThere: { _, _ in true })
    for location in run.locations {
      for copy in index.copies(of: location.id) {
        #expect(copy.position + copy.formLength <= copy.frame.rawLength)
        #expect(copy.frameOffset + copy.frame.storedLength <= copy.packLength)
      }
    }
    let layout = IndexTableLayout(merging: [other, table, other])
    let memory = try IndexMemory.anonymous(layout.byteCount)
    try IndexTableBuilder(layout, filling: memory.bytes).fill(merging: [other, table, other])
    let merged = IndexTable(layout: layout, memory: memory)
    let packs = Set(run.packs.map(\.id))
    for location in [merged].locations where packs.contains(location.pack) {
      #expect([table].locations.contains(location), "byte \(offset)")
    }
    let others = [merged].locations.filter { !packs.contains($0.pack) }
    #expect(others == ([other].locations + [other].locations).ordered, "byte \(offset)")
  }

  @Test("A shortened or lengthened table is refused")
  func lengths() throws {
    for count in bytes.indices where count > 0 {
      #expect(try Self.open(Array(bytes[..<count])) == nil, "\(count) bytes")
    }
    #expect(try Self.open(bytes + [0]) == nil)
  }

  @Test("Counts that overflow are refused")
  func counts() throws {
    for field in 1...6 {
      for value: UInt64 in [.max, 1 << 63, 1 << 32, UInt64(UInt32.max)] {
        var changed = bytes
        withUnsafeBytes(of: value.littleEndian) {
          changed.replaceSubrange(field * 8..<field * 8 + 8, with: $0)
        }
        #expect(try Self.open(changed) == nil)
      }
    }
  }

  /// As only somebody who may write to the cache could make it: the hash over it is right.
  @Test("Lengths and numbers beyond all limits, in a table that is whole, do no harm")
  func lies() throws {
    var changed = bytes
    let layout = try #require(IndexTableLayout(head: changed.withUnsafeBytes { $0 }))
    let places = (0..<layout.packCount).map {
      layout.packs + $0 * IndexTableLayout.packBytes + 32
    }
    for place in places + [layout.runs + 16] {
      changed.replaceSubrange(place..<place + 8, with: [UInt8](repeating: 0xFF, count: 8))
    }
    let hash = try changed.withUnsafeBytes { try IndexTable.headHash($0, layout) }
    changed.withUnsafeMutableBytes {
      if let start = $0.baseAddress { hash.store(to: start + IndexTable.headHashOffset) }
    }
    let table = try #require(try Self.open(changed))
    #expect(table.runs.map(\.number) == [Int.max])
    let index = ChunkIndex(
      tables: [table], state: .empty, purpose: .reading, damage: [], packIsThere: { _, _ in true })
    #expect(run.locations.allSatisfy { index.copies(of: $0.id).isEmpty })
  }

  private static func open(_ bytes: [UInt8]) throws -> IndexTable? {
    let memory = try IndexMemory.anonymous(bytes.count)
    memory.bytes.copyBytes(from: bytes)
    return try IndexTable.opening(memory)
  }
}
