import Format
import TestSupport
import Testing

@testable import Mirror

/// `--conflict`, older contents and text merges.
struct PolicyTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let policy: ConflictPolicy
    let baseline: String?
    let a, b: String
    let afterA: String
    var afterB: String?

    var testDescription: String { "\(policy): \(a) × \(b)" }
  }

  @Test("Each policy", arguments: cases)
  func policy(_ policy: Case) throws {
    let trial = try Trial(
      policy.baseline.map(MirrorTree.of), .of(policy.a), .of(policy.b),
      Trial.standard.with { $0.conflicts = policy.policy })
    try trial.checkAlways()
    try trial.checkSymmetry()
    try trial.checkHeld()
    #expect(trial.afterA.words == policy.afterA)
    #expect(trial.afterB.words == policy.afterB ?? policy.afterA)
  }

  static let cases = [
    Case(policy: .newer, baseline: "x=1", a: "x=2@5", b: "x=3@4", afterA: "x=2@5"),
    Case(policy: .newer, baseline: nil, a: "x=2@4", b: "x=3@5", afterA: "x=3@5"),
    Case(
      policy: .newer, baseline: nil, a: "x=2@4", b: "x/c=3",
      afterA: "x/c=3 x.conflict-19700101-A-02020202=2@4"),
    Case(policy: .a, baseline: "x=1", a: "x=2@4", b: "x=3@5", afterA: "x=2@4"),
    Case(policy: .b, baseline: "x=1", a: "x=2@5", b: "x=3@4", afterA: "x=3@4"),
    Case(policy: .a, baseline: "x=1", a: "x>2", b: "x=3", afterA: "x>2"),
    Case(policy: .a, baseline: "d/c=1", a: "d=2", b: "d/c=3", afterA: "d=2"),
    Case(policy: .b, baseline: "d/c=1", a: "d=2", b: "d/c=3", afterA: "d/c=3"),
    Case(
      policy: .a, baseline: nil, a: "d=2", b: "d/c=3",
      afterA: "d/c=3 d.conflict-19700101-A-02020202=2"),
    Case(policy: .b, baseline: "x=1", a: "x=2", b: "", afterA: "x=2"),
    Case(policy: .a, baseline: "x=1", a: "x=1:600", b: "x=1:640", afterA: "x=1:600"),
    Case(
      policy: .hold, baseline: "x=1", a: "x=2:600", b: "x=3", afterA: "x=2:600", afterB: "x=3"),
    Case(policy: .hold, baseline: nil, a: "x=2", b: "x/c=3", afterA: "x=2", afterB: "x/c=3"),
    Case(
      policy: .hold, baseline: "d/c=1 y=1", a: "d=2 y=5", b: "d/c=3 y=1",
      afterA: "d=2 y=5", afterB: "d/c=3 y=5"),
    Case(policy: .hold, baseline: "x=1", a: "x=2", b: "", afterA: "x=2"),
  ]

  @Test("An older content gives way to an edit without a copy, and only to an edit")
  func stale() throws {
    let options = Trial.standard.with {
      $0.olderContents = { $0 == mirrorPath("x") ? [.filled(8), .filled(9)] : [] }
    }
    let edited = try Trial(.of("x=1"), .of("x=9@7"), .of("x=2@8"), options)
    #expect(edited.afterA.words == "x=2@8" && edited.afterB == edited.afterA)
    #expect(edited.plan.notices == [Notice(path: mirrorPath("x"), kind: .stale(.a))])

    let reverted = try Trial(.of("x=1"), .of("x=9"), .of("x=1"), options)
    #expect(reverted.afterB.words == "x=9")

    let both = try Trial(.of("x=1"), .of("x=9"), .of("x=8"), options)
    #expect(both.afterB.words == "x=9 x.conflict-19700101-B-08080808=8")

    let slow = try Trial(nil, .of("x=9 y=9"), .of("x=1 y=1"), options)
    #expect(slow.afterA.words == "x=1 y=9 y.conflict-19700101-B-01010101=1")

    let folder = try Trial(nil, .of("x=9"), .of("x/c=1"), options)
    #expect(folder.afterA.words == "x/c=1" && folder.afterB == folder.afterA)

    let kept = try Trial(.of("x=1"), .of("x=9"), .of(""), options)
    #expect(kept.afterB.words == "x=9")
  }

  @Test("A merged text replaces both; what does not merge is kept twice")
  func merge() throws {
    let options = Trial.standard.with {
      $0.conflicts = .merge
      $0.textMerge = { request in
        request.baseline == .filled(1) && request.path == mirrorPath("d/x")
          ? MirrorOptions.MergedFile(ContentID(.filled(7)), size: 7) : nil
      }
    }
    let merged = try Trial(.of("d/x=1"), .of("d/x=2@5"), .of("d/x=3@6:600"), options)
    try merged.checkConverging(options)
    #expect(merged.afterA.words == "d/x=7@6:600" && merged.afterB == merged.afterA)
    #expect(
      merged.plan.lines.prefix(2) == [
        "a builds d/x: replace by leaf", "b builds d/x: replace by leaf",
      ])
    for step in merged.plan.steps.prefix(2) {
      guard case .replace(_, let source) = step.action else { continue }
      #expect(source == .merged)
    }
    let kept = try Trial(.of("y=1"), .of("y=2@5"), .of("y=3"), options)
    #expect(kept.afterA.words == "y=2@5 y.conflict-19700101-B-03030303=3")
    let created = try Trial(nil, .of("d/x=2@5"), .of("d/x=3"), options)
    #expect(created.afterA.words == "d/x=2@5 d/x.conflict-19700101-B-03030303=3")
  }
}

extension Trial {
  func checkConverging(_ options: MirrorOptions) throws(Violation) {
    let next = MirrorPlan(baseline: plan.baseline, a: afterA, b: afterB, options: options)
    try demand(next.steps.isEmpty, "does not converge")
  }
}
