import Format
import TestSupport
import Testing

@testable import Repository

/// Many lookups at once beside one at a time.
@Suite struct AscendingLookupTests {
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
