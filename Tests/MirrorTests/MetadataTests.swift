import Format
import TestSupport
import Testing

@testable import Mirror

/// R8: metadata merge attribute by attribute.
struct MetadataTests {
  /// Attributes as words: "mode=600 owner=1 time=5 k=1".
  struct Case: CustomTestStringConvertible, Sendable {
    let title: String
    let baseline: String?
    let a, b: String
    let result: String
    var isContested = false

    var testDescription: String { title }
  }

  @Test("Two ways, both ends alike and with the sides exchanged", arguments: cases)
  func merge(_ one: Case) {
    for (a, b) in [(one.a, one.b), (one.b, one.a)] {
      var isContested = false
      let outcome = MetadataMerge(Trial.standard).merge(
        baseline: one.baseline.map(Self.metadata), a: Self.metadata(a), b: Self.metadata(b),
        isContested: &isContested)
      let expected = Self.metadata(one.result)
      #expect(outcome.a == expected && outcome.b == expected && outcome.baseline == expected)
      #expect(isContested == one.isContested)
    }
  }

  static let cases = [
    Case(title: "equal", baseline: "mode=1", a: "mode=2", b: "mode=2", result: "mode=2"),
    Case(
      title: "each another attribute", baseline: "mode=1 owner=1 time=1 k=1 m=1",
      a: "mode=2 owner=1 time=4 k=1 m=2", b: "mode=1 owner=3 time=1 k=5 m=1",
      result: "mode=2 owner=3 time=4 k=5 m=2"),
    Case(
      title: "an attribute added, one removed", baseline: "k=1", a: "k=1 n=2", b: "", result: "n=2"
    ),
    Case(
      title: "removed by both, beside another change", baseline: "k=1 mode=1", a: "mode=2",
      b: "mode=1", result: "mode=2"),
    Case(
      title: "both added the same name", baseline: "", a: "k=1 time=9", b: "k=2 time=8",
      result: "k=1 time=9", isContested: true),
    Case(
      title: "removed and changed: what the later one says", baseline: "k=1", a: "time=9",
      b: "k=2 time=8", result: "time=9", isContested: true),
    Case(
      title: "at one time the greater value, and one rather than none", baseline: "k=1 mode=1",
      a: "mode=3", b: "k=2 mode=2", result: "k=2 mode=3", isContested: true),
    Case(
      title: "times alone are no contest", baseline: "time=1", a: "time=2", b: "time=3",
      result: "time=3"),
    Case(
      title: "no baseline: the earlier", baseline: nil, a: "time=2 mode=1", b: "time=3 mode=2",
      result: "time=2 mode=1"),
    Case(
      title: "no baseline: attributes of both", baseline: nil, a: "k=1", b: "m=2",
      result: "k=1 m=2"),
  ]

  @Test("What a root cannot hold is neither compared nor set; each side keeps what it shows")
  func unheld() throws {
    var options = Trial.standard
    options.b = MirrorRoot(
      label: RootLabel("stick"), held: [.time], timeStepNanoseconds: 2_000_000_000)
    let same = try Trial(.of("x=1@3:600"), .of("x=1@3:600"), .of("x=1@2:777"), options)
    #expect(same.plan.steps.isEmpty)
    #expect(same.plan.tally(.b).changedLeaves == 0)

    let edited = try Trial(.of("x=1@3:600"), .of("x=1@3:600"), .of("x=2@8:777"), options)
    #expect(edited.afterA.words == "x=2@8:600")
    #expect(edited.afterB.words == "x=2@8:777")
    let next = MirrorPlan(
      baseline: edited.plan.baseline, a: edited.afterA, b: edited.afterB, options: options)
    #expect(next.steps.isEmpty)

    let touched = try Trial(.of("x=1@3"), .of("x=1@5"), .of("x=1@2"), options)
    #expect(touched.afterB.words == "x=1@5")
  }

  @Test("Times are equal within the coarser step, before 1970 too")
  func steps() {
    var options = Trial.standard
    options.a = MirrorRoot(label: RootLabel("a"), timeStepNanoseconds: 2_000_000_000)
    let merge = MetadataMerge(options)
    func order(_ left: (Int64, UInt32), _ right: (Int64, UInt32)) -> Int {
      merge.order(
        Timestamp(seconds: left.0, nanoseconds: left.1),
        Timestamp(seconds: right.0, nanoseconds: right.1))
    }
    #expect(order((4, 0), (5, 999)) == 0)
    #expect(order((5, 999), (6, 0)) == -1)
    #expect(order((-1, 0), (-2, 0)) == 0)
    #expect(order((-1, 0), (0, 0)) == -1)
    #expect(order((.min, 0), (.max, 0)) == -1)
    options.a = MirrorRoot(label: RootLabel("a"), timeStepNanoseconds: 1_000)
    #expect(MetadataMerge(options).order(.at(1, 1_999), .at(1, 1_000)) == 0)
    #expect(MetadataMerge(options).order(.at(1, 2_000), .at(1, 1_999)) == 1)
  }

  @Test("Folders' metadata merge, and their times are set last")
  func folders() throws {
    let trial = try Trial(
      .of("d/@1 d/x=1"), .of("d/@7:700 d/x=1 d/y=2"), .of("d/@5 d/x=1 d/z=3"))
    try trial.checkAlways()
    #expect(trial.afterA.words == "d/@7:700 d/x=1 d/y=2 d/z=3")
    #expect(trial.afterA == trial.afterB)
    #expect(trial.plan.steps.filter { $0.stage == .finishes }.count == 2)
  }

  private static func metadata(_ words: String) -> MirrorMetadata {
    var metadata = MirrorTree.plain
    for word in words.split(separator: " ") {
      let parts = word.split(separator: "=")
      let number = UInt8(parts[1]) ?? 0
      switch parts[0] {
      case "mode": metadata.permissions = UInt16(number)
      case "owner": metadata.owner = UInt64(number)
      case "time": metadata.modified = .at(Int64(number), 0)
      default:
        metadata.attributes.append(
          ExtendedAttribute(name: Array(parts[0].utf8), value: [number]))
      }
    }
    metadata.attributes.sort { $0.name.lexicographicallyPrecedes($1.name) }
    return metadata
  }
}

extension Timestamp {
  static func at(_ seconds: Int64, _ nanoseconds: UInt32) -> Timestamp {
    Timestamp(seconds: seconds, nanoseconds: nanoseconds)
  }
}
