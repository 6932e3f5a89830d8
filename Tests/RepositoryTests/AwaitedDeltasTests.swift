import Format
import Pipelines
import Storage
import TestSupport
import Testing

@testable import Repository

/// Deltas that a check proves when their bases come by.
struct AwaitedDeltasTests {
  /// A chain of deltas, each in a pack of its own, with two chunks that start from the full one.
  private final class Chain {
    let whole: CheckedRepository
    private(set) var packs: [IndexedPack] = []
    private(set) var chunks: [PendingChunk] = []

    init(length: Int, isLastWrong: Bool = false) throws {
      whole = try CheckedRepository()
      let test = whole.test
      var versions = [test.random.bytes(3_000)]
      chunks = [try test.full(versions[0])]
      for step in 1...length {
        let next = versions[step - 1] + test.random.bytes(10)
        // The delta of other contents than its name says.
        let stored = isLastWrong && step == length ? next.dropLast() + [0, 0] : next
        var delta = try test.delta(Array(stored), base: versions[step - 1], depth: min(step, 8))
        if stored != next { delta = try Self.renamed(delta, as: test.full(next)) }
        chunks.append(delta)
        versions.append(next)
      }
      let second = try test.delta(versions[0] + [9], base: versions[0])
      packs = try (chunks + [second]).map { try test.store([try test.frame([$0])]) }
      try test.commit(packs)
    }

    private static func renamed(
      _ delta: PendingChunk, as other: PendingChunk
    ) -> PendingChunk {
      PendingChunk(
        entry: ChunkEntry(
          id: other.entry.id, kind: .data, rawLength: delta.entry.rawLength,
          delta: delta.entry.delta),
        bytes: delta.bytes)
    }
  }

  /// What a check says, and how often it asked for a pack or a part of it.
  private func check(
    _ whole: CheckedRepository, _ share: PackShare, workers: Int = 1
  ) throws -> (report: CheckReport, reads: [String: Int], proofs: MemoryProofHistory) {
    let reads = Monitor<[String: Int]>([:])
    let files = MemoryStorage(whole.test.storage.files)
    let storage = HookedStorage(files) { _, call in
      guard case .read(let name) = call else { return }
      reads.access { $0[name, default: 0] += 1 }
    }
    let history = MemoryProofHistory()
    let repository = Repository(
      storage: storage, keyring: whole.test.repository.keyring,
      config: whole.test.repository.config,
      surroundings: whole.test.repository.surroundings, keySlot: nil)
    let report = try Check(
      repository, depth: .data(share), history: history, indexFolder: IndexFolder(nil),
      workers: workers, cancellation: Cancellation(), counters: CheckCounters()
    ).run()
    return (report, reads.access { $0 }, history)
  }

  /// All of it, but each delta proved where it stands.
  private static let inTurn = PackShare.part(millionths: 1_000_000)

  @Test("Where all is read no frame is opened twice, chains of deltas included", arguments: [1, 8])
  func once(length: Int) throws {
    let chain = try Chain(length: length)
    let packs = chain.packs.map { RepositoryPath.pack($0.id).name }
    let all = try check(chain.whole, .all)
    #expect(all.report.texts == [] && all.report.packsRead == 5 + packs.count)
    #expect(packs.map { all.reads[$0] } == packs.map { _ in 1 })
    #expect(all.proofs.proofs().count == 5 + packs.count)
    let inTurn = try check(chain.whole, Self.inTurn)
    #expect(inTurn.report.texts == [] && inTurn.reads[packs[0], default: 0] > 1)
  }

  @Test("A chain that is too long, or a delta of other contents, is found as it is one by one")
  func wrong() throws {
    for chain in [try Chain(length: 9), try Chain(length: 3, isLastWrong: true)] {
      let found = try check(chain.whole, .all)
      #expect(!found.report.isSound(.contents))
      #expect(found.report.texts == (try check(chain.whole, Self.inTurn).report.texts))
      #expect(found.proofs.proofs().count == found.report.packs - 1)
    }
  }

  @Test("Damage anywhere is found in the same packs, by one worker or two")
  func damage() throws {
    let chain = try Chain(length: 4)
    let files = chain.whole.test.storage.files
    var random = SeededGenerator(seed: 3)
    var flips = 0
    for pack in chain.packs + Array(chain.whole.packs.values) {
      let name = RepositoryPath.pack(pack.id).name
      for _ in 0..<6 {
        var bytes = try #require(files[name])
        bytes[Int.random(in: bytes.indices, using: &random)] ^= 1
        try chain.whole.test.replace(.pack(pack.id)) { $0 = bytes }
        let inTurn = try check(chain.whole, Self.inTurn)
        for workers in [1, 2] {
          let all = try check(chain.whole, .all, workers: workers)
          #expect(!all.report.isSound(.contents) && all.report.texts == inTurn.report.texts)
          #expect(all.proofs.proofs().keys == inTurn.proofs.proofs().keys)
        }
        flips += 1
      }
      try chain.whole.test.replace(.pack(pack.id)) { $0 = files[name] ?? [] }
    }
    print("awaited deltas: \(flips) bits flipped, told alike")
  }

  @Test("What there is no room for is not awaited; what is taken is gone")
  func bounds() throws {
    let chain = try Chain(length: 2)
    let index = try chain.whole.test.index()
    let awaited = AwaitedDeltas(limitBytes: 2_000)
    var added = 0
    let delta = try #require(chain.chunks[1].entry.delta)
    let location = try #require(index.location(of: chain.chunks[1].entry.id))
    let base = try #require(index.location(of: chain.chunks[0].entry.id))
    while awaited.add(AwaitedDeltas.Delta(location: location, form: [1], base: delta)) {
      added += 1
    }
    #expect(added == 2_000 / 257 && !awaited.isClosed(location.pack))
    #expect(awaited.take(from: location).isEmpty)
    let taken = awaited.take(from: base)
    #expect(taken.count == added && awaited.take(from: base).isEmpty)
    for (number, delta) in taken.enumerated() { awaited.settle(delta, isProved: number > 0) }
    #expect(!awaited.isClosed(location.pack))
    #expect(awaited.takeRest() == [location.pack: [location]] && awaited.isClosed(location.pack))
  }
}
