import Format
import TestSupport
import Testing

@testable import Mirror

/// P12: what is too much never becomes a plan that an executor takes.
struct RailsTests {
  static let allowances: [Rails.Allowances] = [
    [], .emptyRoot, .massChange, [.emptyRoot, .massChange],
  ]

  @Test("An emptied root would empty the other")
  func emptiedRoot() throws {
    let plan = try plan(Self.files(5), .of("d/"), Self.files(5))
    #expect(Rails().objections(to: plan) == [.emptyRoot(.a)])
    #expect(Self.allowing(.emptyRoot).objections(to: plan) == [])
    #expect(
      Rails().objections(to: try self.plan(Self.files(5), Self.files(5), .of("u?"))) == [
        .emptyRoot(.b)
      ])
    // Nothing would go.
    #expect(Rails().objections(to: try self.plan(nil, .of(""), Self.files(5))) == [])
  }

  @Test(
    "More than half, if at least ten, of deletions and overwrites",
    arguments: [
      (19, 10, true), (20, 10, false), (21, 11, true), (10, 9, false), (11, 10, true),
    ])
  func half(count: Int, lost: Int, isTooMuch: Bool) throws {
    let old = Self.files(count)
    for overwritten in [0, 1, lost / 2] {
      let a = Self.files(count, lost: lost, overwritten: overwritten)
      let objections = Rails().objections(to: try plan(old, a, old))
      #expect(objections == (isTooMuch ? [.massChange(.b, leaves: lost, of: count)] : []))
    }
  }

  @Test("More than 500 of however many", arguments: [(500, false), (501, true)])
  func many(lost: Int, isTooMuch: Bool) throws {
    let old = Self.files(2_000)
    let plan = try plan(old, old, Self.files(2_000, lost: lost, overwritten: 3))
    #expect(Rails().objections(to: plan).isEmpty == !isTooMuch)
    #expect(Self.allowing(.massChange).objections(to: plan) == [])
  }

  @Test("Everything changed at once, and be it metadata alone")
  func everything() throws {
    let touched = MirrorTree(
      entries: Self.files(10).entries.mapValues { node in
        var metadata = node.metadata
        metadata.userID = 99
        return node.with(metadata)
      })
    let plan = try plan(Self.files(10), touched, Self.files(10))
    #expect(Rails().objections(to: plan) == [.everythingChanged(.a)])
    let few = try self.plan(Self.files(9), .of("u?"), Self.files(9))
    #expect(Rails().objections(to: few) == [.emptyRoot(.a)])
  }

  @Test("Renames are no loss: a folder with everything in it may get another name")
  func renames() throws {
    var old = MirrorTree.of("")
    old.nodes = [MirrorNode.folder("d", MirrorTree.plain).holding(Self.files(600).nodes)]
    var new = old
    new.nodes = [old.nodes[0].named(fileName("k"))]
    let plan = try plan(old, new, old)
    #expect(plan.tally(.b).moved == 1)
    #expect(Rails().objections(to: plan) == [])
    let byPath = MirrorPlan(
      baseline: old, a: new, b: old, options: Trial.standard.with { $0.renames = .off })
    #expect(Rails().objections(to: byPath).contains(.massChange(.b, leaves: 600, of: 600)))
  }

  @Test("An executor gets a plan only from rails that let it pass")
  func judged() throws {
    let empty = try plan(Self.files(20), .of(""), Self.files(20))
    let expected: [[Rails.Objection]] = [
      [.emptyRoot(.a), .everythingChanged(.a), .massChange(.b, leaves: 20, of: 20)],
      [.everythingChanged(.a), .massChange(.b, leaves: 20, of: 20)], [.emptyRoot(.a)], [],
    ]
    for (allowed, objections) in zip(Self.allowances, expected) {
      var found: [Rails.Objection] = []
      do throws(BeyondRails) {
        let judged = try JudgedPlan(empty, by: Self.allowing(allowed))
        #expect(judged.plan == empty)
      } catch {
        found = error.objections
      }
      #expect(found == objections)
    }
  }

  @Test("The tally counts leaves and bytes")
  func tally() throws {
    let plan = try plan(
      .of("a=1 b=2 d/c=3 e=4"), .of("a=5 k/c=3 e=4 n=7 l>1"), .of("a=1 b=2 d/c=3 e=4:600"))
    let b = plan.tally(.b)
    #expect(b.leaves == 4 && b.removed == 1 && b.overwritten == 1 && b.created == 2)
    #expect(b.moved == 1 && b.writtenBytes == 12)
    #expect(b.baselineLeaves == 4 && b.changedLeaves == 1)
    #expect(plan.tally(.a).changedLeaves == 2 && plan.tally(.a).writtenBytes == 0)
  }

  private func plan(
    _ baseline: MirrorTree?, _ a: MirrorTree, _ b: MirrorTree
  ) throws -> MirrorPlan {
    try Trial(baseline, a, b).plan
  }

  /// So many files; of the first `lost`, some are overwritten and the others gone.
  private static func files(_ count: Int, lost: Int = 0, overwritten: Int = 0) -> MirrorTree {
    var tree = MirrorTree.of("")
    tree.nodes = (0..<count).filter { $0 < overwritten || $0 >= lost }.map { index in
      let word = UInt64(index < overwritten ? index + 100_000 : index)
      let bytes = (0..<32).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * ($0 % 8))) }
      return MirrorNode(
        name: fileName("f\(index + 100_000)"), metadata: MirrorTree.plain,
        content: .file(ContentID(Bytes32(bytes) ?? .zero), size: 1))
    }
    return tree
  }

  private static func allowing(_ allowances: Rails.Allowances) -> Rails {
    var rails = Rails()
    rails.allowed = allowances
    return rails
  }
}
