import Format
import TestSupport
import Testing

@testable import Repository

/// Which condemned packs die, decided on real indexes.
@Suite struct SweepTests {
  private let sketch = IndexSketch(seed: 1)

  private func dying(
    _ condemned: Set<String>, referenced: Set<ChunkID> = []
  ) throws -> Set<PackID> {
    let index = try sketch.index(.reading)
    return Sweep.dying(Set(condemned.map(sketch.id)), in: IndexContents(index)) { copy in
      index.id(numbered: copy).map(referenced.contains) == true
    }
  }

  @Test("A prune of a repository without plans begins with plan 1")
  func realNames() throws {
    var steps = PrunerSteps<RepositoryNames>()
    let collection = try CollectionState.load(try TestRepository(seed: 1).files)
    steps.receive(.collection(collection.numbers))
    var calls = [steps.next]
    for _ in 0..<5 {
      steps.receive(.done)
      calls.append(steps.next)
    }
    steps.receive(.sessions([]))
    calls.append(steps.next)
    let names = calls.map { "\($0)".prefix { $0 != "(" } }
    #expect(
      names == [
        "createPlan", "readPlan", "repack", "listSessions", "createWaits", "readWaits", "listLog",
      ])
  }

  @Test("What nobody needs dies, known to the index or not")
  func needless() throws {
    sketch.pack("a", [.full(sketch.chunk())])
    sketch.pack("b", [.full(sketch.chunk())])
    #expect(try dying(["a"]) == [sketch.id("a")])
    #expect(try dying(["a", "b"]).count == 2)
    let orphan: Set = [sketch.id("of nobody")]
    let contents = IndexContents(try sketch.index(.reading))
    #expect(Sweep.dying(orphan, in: contents) { _ in true } == orphan)
  }

  @Test("What is referenced stays, with its base; another copy will do")
  func referenced() throws {
    let (chunk, base) = (sketch.chunk(), sketch.chunk())
    sketch.pack("delta", [.delta(chunk, base)])
    sketch.pack("base", [.full(base)])
    #expect(try dying(["delta", "base"], referenced: [chunk]) == [])
    sketch.pack("full", [.full(chunk)])
    let expected: Set = [sketch.id("delta"), sketch.id("base")]
    #expect(try dying(["delta", "base"], referenced: [chunk]) == expected)
  }

  @Test("What a staying pack holds must decode, referenced or not")
  func bases() throws {
    let (chunk, base) = (sketch.chunk(), sketch.chunk())
    sketch.pack("delta", [.delta(chunk, base)])
    sketch.pack("base", [.full(base)])
    #expect(try dying(["base"]) == [])
    sketch.missing = ["base"]
    #expect(try dying(["base"]) == [sketch.id("base")], "it decodes with no pack")
  }

  @Test("A copy whose base went in an earlier prune still holds another one of its chunk")
  func dangling() throws {
    let (chunk, base) = (sketch.chunk(), sketch.chunk())
    sketch.pack("delta", [.delta(chunk, base)])
    sketch.pack("full", [.full(chunk)])
    #expect(try dying(["full"]) == [])
    #expect(try dying(["full", "delta"]).count == 2)
  }

  @Test("A circle of bases holds nothing up by itself")
  func circles() throws {
    let (chunk, base) = (sketch.chunk(), sketch.chunk())
    sketch.pack("one", [.delta(chunk, base)])
    sketch.pack("other", [.delta(base, chunk)])
    sketch.pack("full", [.full(base)])
    #expect(try dying(["full"]) == [])
    #expect(try dying(["one", "other"], referenced: [base]).count == 2)
  }

  @Test("Where one copy closes a circle and another opens it, what opens it stays")
  func openCircles() throws {
    for _ in 0..<8 {
      // In every order of the packs: the index finds the copies of a chunk in any.
      let sketch = IndexSketch(seed: 2)
      let (chunk, base, origin) = (sketch.chunk(), sketch.chunk(), sketch.chunk())
      sketch.pack("chunk", [.delta(chunk, base)])
      sketch.pack("base on chunk", [.delta(base, chunk)])
      sketch.pack("base on origin", [.delta(base, origin)])
      sketch.pack("origin", [.full(origin)])
      let index = try sketch.index(.reading)
      let condemned = Set(["origin", "base on origin"].map(sketch.id))
      let dying = Sweep.dying(condemned, in: IndexContents(index)) { copy in
        index.id(numbered: copy) == chunk
      }
      #expect(dying == [])
    }
  }

  @Test("In random repositories everything that decoded decodes", arguments: 0..<UInt64(150))
  func random(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let sketch = IndexSketch(seed: seed)
    let chunks = (0..<14).map { _ in sketch.chunk() }
    var packs: [String: [ChunkID]] = [:]
    for pack in 0..<12 {
      let entries = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        let chunk = chunks[Int.random(in: 0..<14, using: &random)]
        return random.chance(40)
          ? IndexSketch.Entry.full(chunk)
          : .delta(chunk, chunks[Int.random(in: 0..<14, using: &random)])
      }
      sketch.pack("\(pack)", entries)
      packs["\(pack)"] = entries.map(\.chunk)
      if random.chance(10) { sketch.missing.insert("\(pack)") }
      // A copy that is recorded as lost holds nothing up.
      if random.chance(10) {
        sketch.lost.append(("\(pack)", entries[0].chunk))
        packs["\(pack)"]?.removeAll { $0 == entries[0].chunk }
      }
    }
    let referenced = Set(chunks.filter { _ in random.chance(30) })
    let condemned = packs.keys.sorted().filter { _ in random.chance(60) }
    let before = try sketch.index(.reading)
    let dying = Sweep.dying(
      Set(condemned.map(sketch.id)), in: IndexContents(before)
    ) { copy in
      before.id(numbered: copy).map(referenced.contains) == true
    }
    let names = condemned.filter { dying.contains(sketch.id($0)) }
    #expect(names.count == dying.count, "only what is condemned dies")
    let staying = packs.filter { !names.contains($0.key) && !sketch.missing.contains($0.key) }
    sketch.missing.formUnion(names)
    let after = try sketch.index(.reading)
    for chunk in referenced.union(staying.values.joined()) where before.contains(chunk) {
      #expect(after.contains(chunk))
    }
  }
}
