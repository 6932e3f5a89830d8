import Format
import TestSupport
import Testing

@testable import Mirror

/// The steps themselves: what is moved rather than copied, and what comes before what.
struct StepTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let title: String
    let baseline: String?
    let a, b: String
    let lines: [String]

    var testDescription: String { title }
  }

  @Test("Steps", arguments: cases)
  func steps(_ one: Case) throws {
    let trial = try Trial(one.baseline.map(MirrorTree.of), .of(one.a), .of(one.b))
    try trial.checkAlways()
    #expect(trial.plan.lines == one.lines)
  }

  static let cases = [
    Case(title: "nothing to do", baseline: nil, a: "x=1 d/y=2", b: "x=1 d/y=2", lines: []),
    Case(
      title: "a new folder before what is in it, its time after that", baseline: "",
      a: "d/@5 d/x=1",
      b: "",
      lines: [
        "b builds d: create folder", "b builds d/x: create leaf", "b finishes d: set 5 644",
        "b finishes .: set 0 644",
      ]),
    Case(
      title: "what is in a folder goes before it", baseline: "d/e/x=1", a: "", b: "d/e/x=1",
      lines: [
        "b removals d/e/x: remove", "b removals d/e: remove", "b removals d: remove",
        "b finishes .: set 0 644",
      ]),
    Case(
      title: "a file takes the place of a folder", baseline: "d/x=1", a: "d=2", b: "d/x=1",
      lines: [
        "b removals d/x: remove", "b removals d: replace by leaf", "b finishes .: set 0 644",
      ]),
    Case(
      title: "a folder takes the place of a file", baseline: "d=1", a: "d/x=2", b: "d=1",
      lines: [
        "b builds d: replace by folder", "b builds d/x: create leaf", "b finishes d: set 0 644",
        "b finishes .: set 0 644",
      ]),
    Case(
      title: "the loser is moved where it is and copied to where it is not", baseline: "x=1",
      a: "x=2@5", b: "x=3",
      lines: [
        "b moves x: move to x.conflict-19700101-B-03030303",
        "a builds x.conflict-19700101-B-03030303: create leaf", "b builds x: create leaf",
        "a finishes .: set 0 644", "b finishes .: set 0 644",
      ]),
    Case(
      title: "metadata of a file at once, of its folder not at all", baseline: "d/x=1",
      a: "d/x=1:600", b: "d/x=1", lines: ["b builds d/x: set 0 600"]),
    Case(
      title: "folders for a rename come with it", baseline: "d/x=1 d/y=2", a: "n/m/x=1 d/y=2",
      b: "d/x=1 d/y=3",
      lines: [
        "b moves n: create folder", "b moves n/m: create folder", "b moves d/x: move to n/m/x",
        "a builds d/y: replace by leaf", "a finishes d: set 0 644", "b finishes d: set 0 644",
        "b finishes n/m: set 0 644", "b finishes n: set 0 644", "b finishes .: set 0 644",
      ]),
    Case(
      title: "a folder renamed within a folder renamed", baseline: "d/e/x=1 d/y=2 d/z=3",
      a: "k/m/x=1 k/y=2 k/z=3", b: "d/e/x=1 d/y=2 d/z=3",
      lines: [
        "b moves d: move to k", "b moves k/e: move to k/m", "b finishes k: set 0 644",
        "b finishes .: set 0 644",
      ]),
  ]

  @Test("A step says what must be there before it")
  func preconditions() throws {
    let plan = try Trial(.of("x=1 y=2 d/z=3"), .of("x=4"), .of("x=1 y=2 d/z=3")).plan
    let before = Dictionary(
      plan.steps.map { ($0.path, $0.before) }, uniquingKeysWith: { first, _ in first })
    #expect(before[mirrorPath("x")] == MirrorTree.of("x=1").nodes[0])
    #expect(before[mirrorPath("y")] == MirrorTree.of("y=2").nodes[0])
    #expect(before[mirrorPath("d")] == MirrorTree.of("d/").nodes[0])
  }

  @Test("A step on something else than was planned with is refused by the models of these tests")
  func changedInBetween() throws {
    let trial = try Trial(.of("x=1"), .of("x=2"), .of("x=1"))
    for words in ["x=3", "x=1:600", "x>1", "x/", ""] {
      var root = ModelRoot(.of(words))
      #expect(throws: ModelRoot.Fault.self, "\(words)") {
        try root.perform(trial.plan.steps[0], beside: ModelRoot(trial.a))
      }
    }
  }
}
