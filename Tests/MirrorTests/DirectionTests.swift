import Format
import TestSupport
import Testing

@testable import Mirror

/// One-way, refresh and slow runs.
struct DirectionTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let title: String
    let baseline: String?
    let a, b: String
    let afterB, newBaseline: String
    var notices: [String] = []

    var testDescription: String { title }
  }

  @Test("One-way: A's changes flow, B's own stay", arguments: cases)
  func oneWay(_ one: Case) throws {
    let options = Trial.standard.with { $0.direction = .oneWay }
    let trial = try Trial(one.baseline.map(MirrorTree.of), .of(one.a), .of(one.b), options)
    try trial.checkAlways()
    #expect(trial.afterB.words == one.afterB)
    #expect(trial.plan.baseline.words == one.newBaseline)
    #expect(trial.plan.notices.map(\.word) == one.notices)
  }

  static let cases = [
    Case(title: "M × U", baseline: "x=1", a: "x=2", b: "x=1", afterB: "x=2", newBaseline: "x=2"),
    Case(title: "D × U", baseline: "x=1", a: "", b: "x=1", afterB: "", newBaseline: ""),
    Case(title: "U × M", baseline: "x=1", a: "x=1", b: "x=2", afterB: "x=2", newBaseline: "x=1"),
    Case(title: "U × D", baseline: "x=1", a: "x=1", b: "", afterB: "", newBaseline: "x=1"),
    Case(title: "U × C", baseline: "", a: "", b: "x=1", afterB: "x=1", newBaseline: ""),
    Case(
      title: "M × M′", baseline: "x=1", a: "x=2", b: "x=3", afterB: "x=3", newBaseline: "x=1",
      notices: ["x unresolved"]),
    Case(
      title: "M × D: an edit beats a deletion", baseline: "x=1", a: "x=2", b: "", afterB: "x=2",
      newBaseline: "x=2", notices: ["x deletionUndone"]),
    Case(
      title: "D × M", baseline: "x=1", a: "", b: "x=2", afterB: "x=2", newBaseline: "x=1",
      notices: ["x unresolved"]),
    Case(
      title: "folder D × child M", baseline: "d/c=1 d/e=2", a: "", b: "d/c=3 d/e=2",
      afterB: "d/c=3", newBaseline: "d/c=1", notices: ["d/c unresolved"]),
    Case(
      title: "child M × folder D", baseline: "d/c=1 d/e=2", a: "d/c=3 d/e=2", b: "",
      afterB: "d/c=3", newBaseline: "d/c=3 d/e=2",
      notices: ["d deletionUndone", "d/c deletionUndone"]),
    Case(title: "R × M", baseline: "x=1", a: "y=1", b: "x=2", afterB: "y=2", newBaseline: "y=1"),
    Case(
      title: "M × R: A's edit comes back under A's name", baseline: "x=1", a: "x=2", b: "y=1",
      afterB: "x=2 y=1", newBaseline: "x=2", notices: ["x deletionUndone"]),
    Case(
      title: "P × M: A's mode flows beside B's content", baseline: "x=1", a: "x=1:600", b: "x=2",
      afterB: "x=2:600", newBaseline: "x=1:600"),
    Case(
      title: "P × P′: B's stays", baseline: "x=1", a: "x=1:600", b: "x=1:640",
      afterB: "x=1:640", newBaseline: "x=1", notices: ["x metadata"]),
    Case(
      title: "M × touched: the time goes with the content", baseline: "x=1", a: "x=2@5", b: "x=1@7",
      afterB: "x=2@5", newBaseline: "x=2@5"),
    Case(
      title: "no baseline: B gets what it lacks", baseline: nil, a: "x=1 y=2", b: "y=3 z=4",
      afterB: "x=1 y=3 z=4", newBaseline: "x=1", notices: ["y unresolved"]),
    Case(
      title: "no baseline, other metadata: A's, as rsync would", baseline: nil, a: "x=1@5:600",
      b: "x=1@3", afterB: "x=1@5:600", newBaseline: "x=1@5:600"),
    Case(
      title: "T × U", baseline: "d/c=1", a: "d=2", b: "d/c=1", afterB: "d=2", newBaseline: "d=2"),
    Case(
      title: "U × T", baseline: "d/c=1", a: "d/c=1", b: "d=2", afterB: "d=2",
      newBaseline: "d/c=1"),
  ]

  @Test("Refresh makes B what A is, moving what B has under another name")
  func refresh() throws {
    let options = Trial.standard.with { $0.direction = .refresh }
    let trial = try Trial(
      nil, .of("k/c=1@5 k/e=2 l>3:777 x=4"), .of("d/c=1 d/e=2 d/own=9 l=3 x/y=5"), options)
    try trial.checkAlways()
    #expect(trial.afterB == trial.a)
    #expect(trial.plan.baseline == trial.a)
    #expect(
      trial.plan.lines.prefix(2) == [
        "b moves d: move to k", "b builds k/c: set 5 644",
      ])
  }

  @Test("A slow run is the union, whatever the baseline says")
  func slow() throws {
    let options = Trial.standard.with { $0.comparison = .slow }
    let trial = try Trial(.of("x=1 y=2 z=3"), .of("x=1 y=4@5"), .of("y=2 z=3"), options)
    try trial.checkAlways()
    #expect(trial.afterA == trial.afterB)
    #expect(
      trial.afterA.words == "x=1 y=4@5 y.conflict-19700101-B-02020202=2 z=3")
  }

  @Test("The metadata of the roots themselves merge too")
  func roots() throws {
    var a = MirrorTree.of("x=1")
    a.metadata.permissions = 0o700
    let trial = try Trial(.of("x=1"), a, .of("x=1"))
    #expect(trial.plan.lines == ["b finishes .: set 0 700"])
    #expect(trial.plan.baseline == a)
  }
}
