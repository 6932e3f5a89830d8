import Format
import TestSupport
import Testing

@testable import Repository

/// Which copies count. No pack is read here, so none is there.
@Suite struct ChunkIndexTests {
  private let sketch = IndexSketch(seed: 1)

  @Test("[10.3-a] A copy counts if its pack is there with its exact length")
  func presence() throws {
    let chunk = sketch.chunk()
    sketch.pack("a", [.full(chunk)])
    #expect(try sketch.index().contains(chunk))
    sketch.missing = ["a"]
    #expect(try !sketch.index().contains(chunk))
    sketch.missing = []
    sketch.wrongLength = ["a"]
    #expect(try !sketch.index().contains(chunk))
    sketch.pack("b", [.full(chunk)])
    #expect(try sketch.index().location(of: chunk)?.pack == sketch.id("b"))
  }

  @Test("[10.3-a] What a plan condemns counts for readers and not for writers")
  func condemned() throws {
    let chunk = sketch.chunk()
    sketch.pack("a", [.full(chunk)])
    sketch.condemned = ["a"]
    #expect(try !sketch.index(.writing).contains(chunk))
    #expect(try sketch.index(.reading).contains(chunk))
  }

  @Test("[10.3-a] What a verdict took away counts for nobody")
  func dropped() throws {
    let chunk = sketch.chunk()
    sketch.pack("a", [.full(chunk)])
    sketch.dropped = ["a"]
    #expect(try !sketch.index(.writing).contains(chunk))
    #expect(try !sketch.index(.reading).contains(chunk))
  }

  @Test("[10.3-a] A copy recorded as lost does not count, another one does")
  func lost() throws {
    let (chunk, neighbour) = (sketch.chunk(), sketch.chunk())
    sketch.pack("a", [.full(chunk), .full(neighbour)])
    sketch.lost = [("a", chunk)]
    #expect(try !sketch.index().contains(chunk))
    #expect(try sketch.index().contains(neighbour))
    sketch.pack("b", [.full(chunk)])
    #expect(try sketch.index().copies(of: chunk).map(\.pack) == [sketch.id("b")])
  }

  @Test("[10.3-a] A delta counts if its base does")
  func bases() throws {
    let (chunk, base) = (sketch.chunk(), sketch.chunk())
    sketch.pack("a", [.delta(chunk, base)])
    #expect(try !sketch.index().contains(chunk), "the base is missing")
    sketch.pack("b", [.full(base)])
    #expect(try sketch.index().contains(chunk))
    sketch.condemned = ["b"]
    #expect(try !sketch.index(.writing).contains(chunk), "the base is condemned")
    #expect(try sketch.index(.reading).contains(chunk))
    sketch.pack("c", [.full(base)])
    #expect(try sketch.index(.writing).contains(chunk), "another copy of the base is not")
  }

  @Test("[5.3-a] A base has the frame kind of its delta")
  func kinds() throws {
    let (chunk, base) = (sketch.chunk(), sketch.chunk())
    sketch.pack("a", [.delta(chunk, base)])
    sketch.pack("b", [.full(base)], kind: .tree)
    #expect(try !sketch.index().contains(chunk))
    #expect(try sketch.index().contains(base))
    #expect(try sketch.index().copies(ofBase: base.bytes.prefix, kind: .data) == [])
    #expect(try sketch.index().copies(ofBase: base.bytes.prefix, kind: .tree).count == 1)
  }

  @Test(
    "[5.3-c] A chain of eight deltas counts, one of nine does not", arguments: [1, 7, 8, 9, 12])
  func chains(length: Int) throws {
    let chunks = (0...length).map { _ in sketch.chunk() }
    sketch.pack("a", [.full(chunks[0])])
    for step in 1...length {
      sketch.pack("d\(step)", [.delta(chunks[step], chunks[step - 1])])
    }
    let index = try sketch.index()
    for step in 0...length { #expect(index.contains(chunks[step]) == (step <= 8), "\(step)") }
  }

  @Test("[5.3-c] A circle of bases has no copy that counts", arguments: [1, 2, 3, 8, 9, 20])
  func circles(length: Int) throws {
    let chunks = (0..<length).map { _ in sketch.chunk() }
    for step in 0..<length {
      sketch.pack("\(step)", [.delta(chunks[step], chunks[(step + 1) % length])])
    }
    for chunk in chunks { #expect(try !sketch.index().contains(chunk)) }
    // One full copy anywhere opens the circle for those that are near enough.
    sketch.pack("full", [.full(chunks[0])])
    let index = try sketch.index()
    for step in 0..<length {
      #expect(index.contains(chunks[step]) == (step == 0 || length - step <= 8), "\(step)")
    }
  }

  @Test("Many copies of each of many bases are not tried in all ways", .timeLimit(.minutes(1)))
  func hostile() throws {
    let chunks = (0..<9).map { _ in sketch.chunk() }
    for step in 0..<8 {
      for copy in 0..<60 {
        sketch.pack("\(step)-\(copy)", [.delta(chunks[step], chunks[step + 1])])
      }
    }
    // The last base is missing: 60^8 ways lead there.
    let index = try sketch.index()
    for chunk in chunks { #expect(!index.contains(chunk)) }
    #expect(index.copies(of: chunks[0]) == [])
    #expect(index.copies(ofBase: chunks[0].bytes.prefix, kind: .data) == [])
  }

  @Test("Full copies come first")
  func order() throws {
    let (chunk, base) = (sketch.chunk(), sketch.chunk())
    sketch.pack("a", [.delta(chunk, base), .full(base)])
    sketch.pack("b", [.delta(chunk, base), .full(chunk)])
    let copies = try sketch.index().copies(of: chunk)
    #expect(copies.map { $0.delta == nil } == [true, false, false])
    let asBase = try sketch.index().copies(ofBase: chunk.bytes.prefix, kind: .data)
    #expect(asBase.map { $0.delta == nil } == [true, false, false])
  }

  @Test("[10.3-a] What counts is what the definition says", arguments: 0..<UInt64(60))
  func model(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let sketch = IndexSketch(seed: seed)
    let chunks = (0..<20).map { _ in sketch.chunk() }
    for pack in 0..<12 {
      let entries = (0..<3).map { _ in
        let chunk = chunks[Int.random(in: 0..<20, using: &random)]
        return random.chance(40)
          ? IndexSketch.Entry.full(chunk)
          : .delta(chunk, chunks[Int.random(in: 0..<20, using: &random)])
      }
      sketch.pack("\(pack)", entries, kind: random.chance(80) ? .data : .tree)
      if random.chance(10) { sketch.condemned.insert("\(pack)") }
      if random.chance(10) { sketch.dropped.insert("\(pack)") }
      if random.chance(10) { sketch.missing.insert("\(pack)") }
      if random.chance(10) { sketch.lost.append(("\(pack)", entries[0].chunk)) }
    }
    for purpose in [ChunkIndex.Purpose.reading, .writing] {
      let index = try sketch.index(purpose)
      for chunk in chunks {
        let expected = sketch.usable(chunk, purpose)
        #expect(index.copies(of: chunk).map(\.pack).sorted() == expected, "\(purpose)")
        #expect(index.contains(chunk) == !expected.isEmpty)
        #expect(index.location(of: chunk).map { expected.contains($0.pack) } != false)
        #expect((index.location(of: chunk) == nil) == expected.isEmpty)
      }
    }
  }
}
