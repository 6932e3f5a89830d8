import Format
import Pipelines
import TestSupport
import Testing

@testable import Repository

/// Many lookups at once beside one at a time.
@Suite struct AscendingLookupTests {
  @Test("Looked up together on threads, every ID is found where it is found by itself")
  func batch() throws {
    var random = SeededGenerator(seed: 91)
    let sketch = IndexSketch(seed: 91)
    var known: [ChunkID] = []
    for name in ["a", "b", "c"] {
      let new = (0..<3_000).map { _ in sketch.chunk() }
      known += new
      let again = known.filter { _ in random.chance(10) }
      let deltas = new.prefix(300).map { IndexSketch.Entry.delta(sketch.chunk(), $0) }
      sketch.pack(name, new.map { .full($0) } + again.map { .full($0) } + deltas)
    }
    let index = try sketch.index()
    // Uniform ones, one very often, and many that differ in their last bytes only.
    var asked = known + (0..<12_000).map { _ in sketch.chunk() }
    asked += [ChunkID](repeating: known[7], count: 500)
    asked += (0..<500).map { number in
      let bytes = [UInt8](repeating: 9, count: 30) + [UInt8(number / 256), UInt8(number % 256)]
      return ChunkID(Bytes32(bytes) ?? .zero)
    }
    asked.shuffle(using: &random)
    let kinds = asked.map { _ in random.chance(10) ? ChunkKind.treePiece : .data }
    for workers in [1, 3] {
      var batch = LookupBatch()
      for start in stride(from: 0, to: asked.count, by: 100) {
        let some = start..<min(start + 100, asked.count)
        batch.add(Array(asked[some]), Array(kinds[some]))
      }
      let numbers = try batch.numbers(in: index, workers: workers, Cancellation())
      var wrong = 0
      for slot in asked.indices {
        let copy = index.numbered(asked[slot]).flatMap { $0.kind == kinds[slot] ? $0 : nil }
        if numbers[slot].map({ Int($0) }) != copy?.number { wrong += 1 }
      }
      let missing = asked.indices.filter { numbers[$0] == nil }
      #expect(batch.missing(numbers).map(\.slot) == missing)
      #expect(batch.missing(numbers).map(\.id) == missing.map { asked[$0] })
      #expect(wrong == 0)
      batch.removeAll()
      #expect(batch.count == 0)
    }
  }

  @Test("Copies by their numbers come as they stand in the packs, and are where the index says")
  func packed() throws {
    var random = SeededGenerator(seed: 92)
    let sketch = IndexSketch(seed: 92)
    for name in ["a", "b", "c"] { sketch.pack(name, (0..<400).map { _ in .full(sketch.chunk()) }) }
    let index = try sketch.index()
    let asked = (0..<index.entryCount).filter { _ in random.chance(60) }.shuffled(using: &random)
    let copies = index.packedCopies(asked)
    #expect(Set(copies.map { Int($0.number) }) == Set(asked))
    let places = try copies.map { copy in
      let location = try #require(index.location(copy))
      #expect(location == index.location(of: copy.id))
      #expect(index.id(numbered: Int(copy.number)) == copy.id)
      return location
    }
    let packs = places.map(\.pack)
    #expect(zip(packs, packs.dropFirst()).count { $0 != $1 } == Set(packs).count - 1)
    for (first, second) in zip(places, places.dropFirst()) where first.pack == second.pack {
      #expect(first.frameOffset <= second.frameOffset)
    }
  }

  @Test("What threads sum up over ranges is what one sums up over all entries")
  func tally() throws {
    let sketch = IndexSketch(seed: 93)
    for name in ["a", "b", "c"] { sketch.pack(name, (0..<400).map { _ in .full(sketch.chunk()) }) }
    let index = try sketch.index()
    let expected = (0..<index.entryCount).map { index.id(numbered: $0) }
    for (workers, most) in [(1, 7), (3, 7), (3, 100), (3, 400), (2, 5_000)] {
      let found = try index.tally(
        [Int: ChunkID](), rangeOf: most, workers: workers, Cancellation(),
        adding: { sum, entry, table in
          #expect(sum.keys.allSatisfy { $0 < entry.number })
          sum[entry.number] = ChunkID(table.id(entry.entry))
        },
        joining: { sum, part in
          #expect(sum.keys.allSatisfy { part[$0] == nil })
          sum.merge(part) { first, _ in first }
        })
      #expect(found.keys.sorted().map { found[$0] } == expected)
    }
  }

  @Test("Looked up in ascending order, every ID is found where it is found by itself")
  func sameAsSingle() throws {
    var random = SeededGenerator(seed: 90)
    var found = 0
    for seed in 0..<60 as Range<UInt64> {
      let sketch = IndexSketch(seed: seed)
      var known: [ChunkID] = []
      for name in ["a", "b", "c"] {
        let entries = (0..<Int.random(in: 0...200, using: &random)).map { _ -> IndexSketch.Entry in
          let chunk = random.chance(20) ? known.randomElement(using: &random) : nil
          let id = chunk ?? sketch.chunk()
          let base = random.chance(30) ? known.randomElement(using: &random) : nil
          known.append(id)
          return base.map { .delta(id, $0) } ?? .full(id)
        }
        sketch.pack(name, entries)
      }
      if random.chance(30) { sketch.missing = ["b"] }
      if let chunk = known.first, random.chance(30) { sketch.lost = [("a", chunk)] }
      let index = try sketch.index()
      let asked = (known + known.prefix(10) + (0..<50).map { _ in sketch.chunk() })
        .sorted { $0.bytes.prefix < $1.bytes.prefix }
      var lookup = AscendingLookup(index)
      for id in asked {
        let copy = lookup.numbered(id)
        #expect(copy?.number == index.numbered(id)?.number)
        found += copy == nil ? 0 : 1
      }
    }
    print("IDs found in ascending order: \(found)")
    #expect(found > 5_000)
  }
}
