import Format
import TestSupport
import Testing

@testable import Mirror

/// Every cell of the table of two-way decisions: what A did, what B did, what both have afterwards.
struct TableTests {
  /// Trees in words (`TreeText`); B ends as A unless `other` says otherwise.
  struct Cell: CustomTestStringConvertible, Sendable {
    let title: String
    let baseline: String?
    let a, b: String
    let result: String
    var other: String?
    /// The notices' paths and kinds, "x conflict".
    var notices: [String] = []

    var testDescription: String { title }
  }

  @Test("A cell of the table", arguments: files + kinds + renames + folders)
  func cell(_ cell: Cell) throws {
    try check(cell, cell.a, cell.b, cell.result, cell.other ?? cell.result)
  }

  @Test("No baseline", arguments: created)
  func withoutBaseline(_ cell: Cell) throws {
    try check(cell, cell.a, cell.b, cell.result, cell.other ?? cell.result)
  }

  @Test("Every cell is tried with A and B exchanged as well")
  func mirrored() throws {
    let all = Self.files + Self.kinds + Self.renames + Self.folders + Self.created
    for cell in all {
      let trial = try trial(cell, cell.b, cell.a)
      let swapped = ["-A-": "-B-", "-B-": "-A-"]
      func mirrored(_ words: String) -> String {
        MirrorTree.of(
          words.replacing(/-[AB]-/) { swapped[String($0.0)] ?? "" }
        ).words
      }
      #expect(trial.afterA.words == mirrored(cell.other ?? cell.result), "\(cell.title)")
      #expect(trial.afterB.words == mirrored(cell.result), "\(cell.title)")
    }
    print("\(all.count) cells, each in both directions")
  }

  private func check(
    _ cell: Cell, _ a: String, _ b: String, _ afterA: String, _ afterB: String
  ) throws {
    let trial = try trial(cell, a, b)
    #expect(trial.afterA.words == MirrorTree.of(afterA).words)
    #expect(trial.afterB.words == MirrorTree.of(afterB).words)
    #expect(trial.plan.notices.map(\.word).sorted() == cell.notices.sorted())
  }

  private func trial(_ cell: Cell, _ a: String, _ b: String) throws -> Trial {
    let trial = try Trial(cell.baseline.map(MirrorTree.of), .of(a), .of(b))
    try trial.checkAlways()
    try trial.checkSymmetry()
    return trial
  }
}

extension TableTests {
  static let files: [Cell] = [
    Cell(title: "U × U", baseline: "x=1", a: "x=1", b: "x=1", result: "x=1"),
    Cell(title: "M × U", baseline: "x=1", a: "x=2@5", b: "x=1", result: "x=2@5"),
    Cell(title: "D × U", baseline: "x=1", a: "", b: "x=1", result: ""),
    Cell(title: "P × U", baseline: "x=1", a: "x=1:600", b: "x=1", result: "x=1:600"),
    Cell(title: "M × M, equal", baseline: "x=1", a: "x=2", b: "x=2", result: "x=2"),
    Cell(title: "D × D", baseline: "x=1", a: "", b: "", result: ""),
    Cell(title: "P × P, equal", baseline: "x=1", a: "x=1:600", b: "x=1:600", result: "x=1:600"),
    Cell(
      title: "M × M′", baseline: "x=1", a: "x=2@5", b: "x=3@4",
      result: "x=2@5 x.conflict-19700101-B-03030303=3@4", notices: ["x conflict"]),
    Cell(
      title: "M × M′ at one time", baseline: "x=1", a: "x=2", b: "x=3",
      result: "x=3 x.conflict-19700101-A-02020202=2", notices: ["x conflict"]),
    Cell(
      title: "M × D", baseline: "x=1", a: "x=2", b: "", result: "x=2",
      notices: ["x deletionUndone"]),
    Cell(title: "P × D", baseline: "x=1", a: "x=1:600", b: "", result: ""),
    Cell(title: "touched × D", baseline: "x=1", a: "x=1@9", b: "", result: ""),
    Cell(title: "M × P", baseline: "x=1", a: "x=2@5", b: "x=1:600", result: "x=2@5:600"),
    Cell(
      title: "P × P′, two attributes", baseline: "x=1", a: "x=1@5", b: "x=1:600",
      result: "x=1@5:600"),
    Cell(
      title: "P × P′, one attribute", baseline: "x=1", a: "x=1:600", b: "x=1:640",
      result: "x=1:640", notices: ["x metadata"]),
    Cell(title: "touched × touched", baseline: "x=1", a: "x=1@5", b: "x=1@7", result: "x=1@7"),
    Cell(title: "M × touched", baseline: "x=1", a: "x=2@5", b: "x=1@7", result: "x=2@5"),
  ]

  static let kinds: [Cell] = [
    Cell(title: "T × U", baseline: "x=1", a: "x/c=2", b: "x=1", result: "x/c=2"),
    Cell(title: "L × U", baseline: "x=1", a: "x>2", b: "x=1", result: "x>2"),
    Cell(title: "T × T, equal", baseline: "x=1", a: "x/c=2", b: "x/c=2", result: "x/c=2"),
    Cell(title: "L × L, equal", baseline: "x=1", a: "x>2", b: "x>2", result: "x>2"),
    Cell(
      title: "T × D", baseline: "x=1", a: "x/c=2", b: "", result: "x/c=2",
      notices: ["x deletionUndone"]),
    Cell(
      title: "L × D", baseline: "x=1", a: "x>2", b: "", result: "x>2",
      notices: ["x deletionUndone"]),
    Cell(
      title: "M × T", baseline: "x=1", a: "x=2@9", b: "x/c=3",
      result: "x/c=3 x.conflict-19700101-A-02020202=2@9", notices: ["x conflict"]),
    Cell(
      title: "M × L", baseline: "x=1", a: "x=2", b: "x>3@9",
      result: "x=2 x.conflict-19700101-B-03030303>3@9", notices: ["x conflict"]),
    Cell(
      title: "T × L", baseline: "x=1", a: "x/", b: "x>3@9",
      result: "x/ x.conflict-19700101-B-03030303>3@9", notices: ["x conflict"]),
    Cell(
      title: "L × L′", baseline: "x=1", a: "x>2", b: "x>3",
      result: "x>3 x.conflict-19700101-A-02020202>2", notices: ["x conflict"]),
    Cell(title: "P × T", baseline: "x=1", a: "x=1:600", b: "x/c=3", result: "x/c=3"),
    Cell(title: "P × L", baseline: "x=1", a: "x=1:600", b: "x>3", result: "x>3"),
    Cell(
      title: "M × special", baseline: "x=1", a: "x=2", b: "x|3@9",
      result: "x=2 x.conflict-19700101-B-03000003|3@9", notices: ["x conflict"]),
    Cell(title: "special × U", baseline: "x=1", a: "x|3", b: "x=1", result: "x|3"),
  ]

  static let renames: [Cell] = [
    Cell(title: "R × U", baseline: "x=1", a: "y=1", b: "x=1", result: "y=1"),
    Cell(title: "R × M", baseline: "x=1", a: "y=1", b: "x=2@5", result: "y=2@5"),
    Cell(title: "R × P", baseline: "x=1", a: "y=1", b: "x=1:600", result: "y=1:600"),
    Cell(title: "R × D", baseline: "x=1", a: "y=1", b: "", result: "y=1"),
    Cell(title: "R → y × R → y", baseline: "x=1", a: "y=1", b: "y=1", result: "y=1"),
    Cell(
      title: "R → y × R → z", baseline: "x=1", a: "y=1", b: "z=1", result: "y=1 z=1",
      notices: ["x renamedApart"]),
    Cell(title: "R → y + edit × R → y", baseline: "x=1", a: "y=2@5", b: "y=1", result: "y=2@5"),
    Cell(title: "R → n/y × M, n is new", baseline: "x=1", a: "n/y=1", b: "x=2", result: "n/y=2"),
    Cell(
      title: "R → y × y created", baseline: "x=1", a: "y=1@5", b: "x=1 y=2",
      result: "y=1@5 y.conflict-19700101-B-02020202=2", notices: ["y conflict"]),
    Cell(
      title: "R × T", baseline: "x=1", a: "y=1", b: "x/c=2", result: "x/c=2 y=1",
      notices: ["x deletionUndone"]),
    Cell(
      title: "two files to one name", baseline: "x=1 w=2", a: "y=1", b: "y=2",
      result: "y=2 y.conflict-19700101-A-01010101=1", notices: ["y conflict"]),
    Cell(
      title: "two that may have been renamed × M", baseline: "x=1 z=1", a: "y=1", b: "x=2 z=1",
      result: "x=2 y=1", notices: ["x deletionUndone"]),
    Cell(
      title: "two that it may have been renamed to × M", baseline: "x=1", a: "y=1 z=1", b: "x=2",
      result: "x=2 y=1 z=1", notices: ["x deletionUndone"]),
    Cell(
      title: "an empty file is no proof", baseline: "x=0", a: "y=0", b: "x=2", result: "x=2 y=0",
      notices: ["x deletionUndone"]),
  ]

  static let folders: [Cell] = [
    Cell(title: "D × U, folder", baseline: "d/c=1 d/e=2", a: "", b: "d/c=1 d/e=2", result: ""),
    Cell(title: "P × D, folder", baseline: "d/:700 d/c=1", a: "d/:755 d/c=1", b: "", result: ""),
    Cell(
      title: "folder D × child M", baseline: "d/c=1 d/e=2 d/f/g=3", a: "",
      b: "d/c=4 d/e=2 d/f/g=3", result: "d/c=4",
      notices: ["d deletionUndone", "d/c deletionUndone"]),
    Cell(
      title: "folder D × child added", baseline: "d/f/g=3 d/e=2", a: "",
      b: "d/f/g=3 d/f/new=4 d/e=2", result: "d/f/new=4",
      notices: ["d deletionUndone", "d/f deletionUndone"]),
    Cell(
      title: "folder → file × U", baseline: "d/c=1 d/e=2", a: "d=3", b: "d/c=1 d/e=2",
      result: "d=3"),
    Cell(
      title: "folder → file × child M", baseline: "d/c=1 d/e=2", a: "d=3", b: "d/c=4 d/e=2",
      result: "d/c=4 d.conflict-19700101-A-03030303=3",
      notices: ["d conflict", "d deletionUndone", "d/c deletionUndone"]),
    Cell(
      title: "folder → link × child added", baseline: "d/c=1", a: "d>3", b: "d/c=1 d/n=4",
      result: "d/n=4 d.conflict-19700101-A-03030303>3",
      notices: ["d conflict", "d deletionUndone"]),
    Cell(
      title: "folder R × U", baseline: "d/c=1 d/e=2", a: "k/c=1 k/e=2", b: "d/c=1 d/e=2",
      result: "k/c=1 k/e=2"),
    Cell(
      title: "folder R × child M, added, D", baseline: "d/c=1 d/e=2 d/f=3",
      a: "k/c=1 k/e=2 k/f=3", b: "d/c=4 d/e=2 d/n=5", result: "k/c=4 k/e=2 k/n=5"),
    Cell(
      title: "folder R + child M × child M", baseline: "d/c=1 d/e=2 d/f=3",
      a: "k/c=1 k/e=6 k/f=3", b: "d/c=4 d/e=2 d/f=3", result: "k/c=4 k/e=6 k/f=3"),
    Cell(
      title: "folder R × child R", baseline: "d/c=1 d/e=2", a: "k/c=1 k/e=2", b: "d/x=1 d/e=2",
      result: "k/e=2 k/x=1"),
    Cell(
      title: "folder R and one in it × child added", baseline: "d/f/c=1 d/e=2 d/g=3",
      a: "k/m/c=1 k/e=2 k/g=3", b: "d/f/c=1 d/f/n=4 d/e=2 d/g=3",
      result: "k/e=2 k/g=3 k/m/c=1 k/m/n=4"),
    Cell(
      title: "folder into a folder × that R", baseline: "d/c=1 e/f=2", a: "e/d/c=1 e/f=2",
      b: "d/c=1 d/n=3 k/f=2", result: "k/d/c=1 k/d/n=3 k/f=2"),
    Cell(
      title: "folder R → k × R → m", baseline: "d/c=1 d/e=2", a: "k/c=1 k/e=2", b: "m/c=1 m/e=2",
      result: "k/c=1 k/e=2 m/c=1 m/e=2",
      notices: ["d/c renamedApart", "d/e renamedApart"]),
    Cell(
      title: "d1 into d2 × d2 into d1", baseline: "d1/f=1 d2/g=2", a: "d2/d1/f=1 d2/g=2",
      b: "d1/f=1 d1/d2/g=2", result: "d1/d2/g=2 d2/d1/f=1",
      notices: ["d1 movesCrossed", "d2 movesCrossed"]),
    Cell(
      title: "child of a deleted folder renamed out of it", baseline: "d/c=1 d/e=2", a: "",
      b: "d/e=2 x=1", result: "x=1"),
  ]

  static let created: [Cell] = [
    Cell(title: "C × nothing", baseline: nil, a: "x=1", b: "", result: "x=1"),
    Cell(title: "C × C, equal", baseline: nil, a: "x=1", b: "x=1", result: "x=1"),
    Cell(
      title: "C × C, another time: the earlier", baseline: nil, a: "x=1@5:600", b: "x=1@9",
      result: "x=1@5:600"),
    Cell(
      title: "C × C′", baseline: nil, a: "x=1@5", b: "x=2",
      result: "x=1@5 x.conflict-19700101-B-02020202=2", notices: ["x conflict"]),
    Cell(
      title: "C × folder", baseline: nil, a: "x=1@5", b: "x/c=2",
      result: "x/c=2 x.conflict-19700101-A-01010101=1@5", notices: ["x conflict"]),
    Cell(
      title: "C × link", baseline: nil, a: "x=1", b: "x>2@5",
      result: "x=1 x.conflict-19700101-B-02020202>2@5", notices: ["x conflict"]),
    Cell(
      title: "folder C × folder C", baseline: nil, a: "d/x=1 d/s=3", b: "d/y=2 d/s=3",
      result: "d/s=3 d/x=1 d/y=2"),
    Cell(title: "empty folder × nothing", baseline: nil, a: "d/", b: "", result: "d/"),
    Cell(
      title: "with a baseline, C × C′", baseline: "", a: "x=1@5", b: "x=2",
      result: "x=1@5 x.conflict-19700101-B-02020202=2", notices: ["x conflict"]),
  ]
}

extension Notice {
  /// "x conflict"
  var word: String { "\(path.lossyText) \("\(kind)".prefix { $0 != "(" })" }
}
