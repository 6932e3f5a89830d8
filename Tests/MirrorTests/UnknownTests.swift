import Format
import TestSupport
import Testing

@testable import Mirror

/// R10: of what is excluded, unreadable or on another file system nothing is planned.
struct UnknownTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let title: String
    let baseline: String?
    let a, b: String
    let afterA, afterB, newBaseline: String
    var notices: [String] = []

    var testDescription: String { title }
  }

  @Test("Unknown", arguments: cases)
  func unknown(_ unknown: Case) throws {
    let trial = try Trial(unknown.baseline.map(MirrorTree.of), .of(unknown.a), .of(unknown.b))
    try trial.checkAlways()
    try trial.checkSymmetry()
    #expect(trial.afterA.words == unknown.afterA)
    #expect(trial.afterB.words == unknown.afterB)
    #expect(trial.plan.baseline.words == unknown.newBaseline)
    #expect(trial.plan.notices.map(\.word) == unknown.notices)
  }

  static let cases = [
    Case(
      title: "on one side: neither deleted nor overwritten", baseline: "x=1", a: "x?", b: "x=2",
      afterA: "x?", afterB: "x=2", newBaseline: "x=1"),
    Case(
      title: "nothing on the other side", baseline: nil, a: "x?", b: "", afterA: "x?", afterB: "",
      newBaseline: ""),
    Case(
      title: "deleted on the other side", baseline: "x=1", a: "x?", b: "", afterA: "x?",
      afterB: "", newBaseline: "x=1"),
    Case(
      title: "in a folder that is new: the rest of it travels", baseline: nil, a: "d/c=1 d/u?",
      b: "", afterA: "d/c=1 d/u?", afterB: "d/c=1", newBaseline: "d/c=1"),
    Case(
      title: "in a folder that was deleted: it alone stays", baseline: "d/c=1 d/u=2",
      a: "d/c=1 d/u?", b: "", afterA: "d/u?", afterB: "", newBaseline: "d/u=2",
      notices: ["d heldByUnknown"]),
    Case(
      title: "in a deleted folder, with an edit", baseline: "d/c=1 d/e=3", a: "d/c=2 d/e=3 d/u?",
      b: "", afterA: "d/c=2 d/u?", afterB: "d/c=2", newBaseline: "d/c=2",
      notices: ["d deletionUndone", "d/c deletionUndone"]),
    Case(
      title: "in a folder that became a file: both wait", baseline: "d/c=1", a: "d/c=1 d/u?",
      b: "d=2", afterA: "d/c=1 d/u?", afterB: "d=2", newBaseline: "d/c=1",
      notices: ["d heldByUnknown"]),
    Case(
      title: "in a folder that was renamed: it goes along", baseline: "d/c=1", a: "k/c=1",
      b: "d/c=1 d/u?", afterA: "k/c=1", afterB: "k/c=1 k/u?", newBaseline: "k/c=1"),
    Case(
      title: "where a file was renamed to: deleted where it was, as it is there",
      baseline: "x=1", a: "y?", b: "x=1", afterA: "y?", afterB: "", newBaseline: ""),
    Case(
      title: "around a file that was renamed: two contents, no common past",
      baseline: "d/x=1", a: "y=1", b: "d? y=2", afterA: "y=2 y.conflict-19700101-A-01010101=1",
      afterB: "d? y=2 y.conflict-19700101-A-01010101=1",
      newBaseline: "d/x=1 y=2 y.conflict-19700101-A-01010101=1", notices: ["y conflict"]),
    Case(
      title: "in the way of a rename: by path", baseline: "x=1", a: "y=1", b: "x=1 y?",
      afterA: "y=1", afterB: "y?", newBaseline: ""),
  ]

  @Test("In a refresh what is unknown on either side stays as it is")
  func refresh() throws {
    let options = Trial.standard.with { $0.direction = .refresh }
    let trial = try Trial(
      nil, .of("d/c=1 u?"), .of("d/c=2 d/v? e/w? e/x=3 u=4"), options)
    try trial.checkAlways()
    #expect(trial.afterB.words == "d/c=1 d/v? e/w? u=4")
    #expect(trial.plan.baseline.words == "d/c=1")
    #expect(trial.plan.notices.map(\.word) == ["e heldByUnknown"])
  }
}
