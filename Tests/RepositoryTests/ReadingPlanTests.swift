import Format
import TestSupport
import Testing

@testable import Repository

/// Which packs a check reads: a function of values.
@Suite struct ReadingPlanTests {
  /// Some packs, of which some have proofs; many of the same second.
  private struct Drawn {
    let packs: [ReadingPlan.Pack]
    let proofs: [PackID: Int64]
    let seed: UInt64

    init(_ seed: UInt64) {
      var random = SeededGenerator(seed: seed)
      packs = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        ReadingPlan.Pack(id: random.packID(), bytes: UInt64.random(in: 1...1000, using: &random))
      }
      var proofs: [PackID: Int64] = [:]
      for pack in packs where Bool.random(using: &random) {
        proofs[pack.id] = Int64.random(in: -3...3, using: &random)
      }
      // Of a pack that is no more.
      proofs[random.packID()] = 0
      self.proofs = proofs
      self.seed = random.next()
    }

    func plan(_ share: PackShare, seed: UInt64? = nil) -> ReadingPlan {
      ReadingPlan(packs, proofs: proofs, share: share, seed: seed ?? self.seed)
    }

    var bytes: UInt64 { packs.reduce(0) { $0 + $1.bytes } }
  }

  @Test("Never read first, then the oldest proof; each pack once", arguments: 0..<UInt64(100))
  func order(seed: UInt64) {
    let drawn = Drawn(seed)
    let plan = drawn.plan(.all)
    #expect(Set(plan.packs.map(\.id)) == Set(drawn.packs.map(\.id)))
    #expect(plan.packs.count == drawn.packs.count)
    let times = plan.packs.map { drawn.proofs[$0.id] ?? .min }
    #expect(times == times.sorted())
    #expect(plan.bytes == drawn.bytes)
    #expect(plan.limitNanoseconds == nil)
    // Repeatable, and no matter in which order the packs come.
    #expect(
      ReadingPlan(drawn.packs.reversed(), proofs: drawn.proofs, share: .all, seed: drawn.seed)
        == plan)
  }

  @Test("No more packs than it takes, and one at least", arguments: 0..<UInt64(100))
  func share(seed: UInt64) {
    let drawn = Drawn(seed)
    let all = drawn.plan(.all)
    var random = SeededGenerator(seed: ~seed)
    let millionths = UInt64.random(in: 1...1_000_000, using: &random)
    let bytes = UInt64.random(in: 1...20_000, using: &random)
    for (share, wished) in [
      (PackShare.part(millionths: millionths), (drawn.bytes * millionths + 999_999) / 1_000_000),
      (.bytes(bytes), min(bytes, drawn.bytes)), (.part(millionths: 1_000_000), drawn.bytes),
      (.bytes(.max), drawn.bytes), (.part(millionths: 1), drawn.bytes > 0 ? 1 : 0),
    ] {
      let plan = drawn.plan(share)
      #expect(plan.packs == Array(all.packs.prefix(plan.packs.count)))
      #expect(plan.bytes >= wished)
      #expect(plan.packs.isEmpty == drawn.packs.isEmpty)
      if let last = plan.packs.last { #expect(plan.bytes - last.bytes < wished) }
    }
    for nothing in [PackShare.bytes(0), .part(millionths: 0), .time(nanoseconds: 0)] {
      #expect(drawn.plan(nothing).packs == [])
    }
  }

  @Test("A time has all packs in its plan, and says when to stop")
  func time() {
    let drawn = Drawn(7)
    let plan = drawn.plan(.time(nanoseconds: 5))
    #expect(plan.packs == drawn.plan(.all).packs)
    #expect(plan.limitNanoseconds == 5)
  }

  @Test("Runs of a share have read everything after as many as that takes")
  func rounds() {
    for millionths in [50_000, 100_000, 333_334, 990_000] as [UInt64] {
      var proofs: [PackID: Int64] = [:]
      let drawn = Drawn(11)
      for run in 0..<(1_000_000 + millionths - 1) / millionths {
        let plan = ReadingPlan(
          drawn.packs, proofs: proofs, share: .part(millionths: millionths), seed: run)
        for pack in plan.packs { proofs[pack.id] = Int64(run) }
      }
      #expect(proofs.count == drawn.packs.count, "\(millionths)")
    }
  }

  @Test("Two machines begin with different packs")
  func lots() {
    var random = SeededGenerator(seed: 3)
    let packs = (0..<1000).map { _ in ReadingPlan.Pack(id: random.packID(), bytes: 1) }
    let firsts = (0..<20 as Range<UInt64>).map { seed in
      Set(ReadingPlan(packs, proofs: [:], share: .bytes(50), seed: seed).packs.map(\.id))
    }
    for (index, one) in firsts.enumerated() {
      for other in firsts[..<index] {
        // 2.5 of 50 on the average.
        #expect(one.intersection(other).count < 15)
      }
    }
  }

  @Test("How long ago all was read is as long as the oldest proof")
  func coverage() {
    let drawn = Drawn(5)
    let ids = drawn.packs.map(\.id)
    let coverage = ProofCoverage(ids, proofs: drawn.proofs)
    #expect(coverage.packs == ids.count)
    #expect(coverage.neverRead == ids.count { drawn.proofs[$0] == nil })
    #expect(coverage.oldest == ids.compactMap { drawn.proofs[$0] }.min())
    #expect(ProofCoverage([PackID](), proofs: drawn.proofs).oldest == nil)
  }
}
