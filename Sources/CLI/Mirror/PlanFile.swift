import Format
import LocalState
import Mirror

/// A plan as a file: what `mirror --plan --json` prints and `mirror apply` takes.
///
/// JSON lines: one of type `plan`, then one for every step and every notice. The file says which
/// folders the plan is for, what they were compared with, and by which rules, and has the digest of
/// the whole plan. The steps are for people: nobody carries them out. `apply` plans once more, and
/// goes on only if it comes to the same digest. So every precondition of every step holds, a plan
/// that somebody has changed or made up is none, and nothing of a file can lead anywhere that a run
/// without a file would not go.
struct PlanFile: Equatable {
  /// By which rules a plan was made.
  struct Rules: Equatable {
    var direction: MirrorOptions.Direction
    var comparison: MirrorOptions.Comparison
    var conflicts: ConflictPolicy
    var renames: MirrorOptions.RenameDetection
    var selection: MirrorPair.Selection
  }

  /// The program that made it: another version may plan otherwise.
  var program: String
  var made: Timestamp
  var a, b: MirroredRoot
  var repository: RepositoryID
  /// What both sides had last agreed on; `nil` if nothing is known of that.
  var baseline: SnapshotID?
  /// The snapshot of both sides, where one was made to plan.
  var before: SnapshotID?
  var rules: Rules
  /// `PlanDigest` of the plan.
  var digest: Bytes32
  /// Lines that follow.
  var steps: Int
  var notices: Int

  /// Why a plan that was made now is another one, as a clause; `nil` if it is this one.
  func objection(to now: PlanFile) -> String? {
    for (root, other) in [(a, now.a), (b, now.b)] where !root.isSame(as: other) {
      return root.path == other.path
        ? "another folder is at \(Printable.text(root.path)) than when the plan was made"
        : "the plan is for \(Printable.text(root.path)), not for \(Printable.text(other.path))"
    }
    if repository != now.repository { return "the plan is for another repository" }
    if program != now.program {
      return "the plan was made by \(Printable.text(program)), which may plan otherwise"
    }
    if rules != now.rules { return "the plan was made by other rules" }
    if baseline != now.baseline { return "the folders have been mirrored since the plan was made" }
    return digest == now.digest ? nil : "the folders have changed since the plan was made"
  }
}

extension PlanFile {
  /// The whole file, line by line.
  func write(_ plan: MirrorPlan, to output: Output) {
    output.object(fields)
    for step in plan.steps { output.object(MirrorJSON.fields(step)) }
    for notice in plan.notices { output.object(MirrorJSON.fields(notice)) }
  }

  /// The first line.
  var fields: [(String, JSON)] {
    [
      ("schema", .schema), ("type", "plan"), ("program", .text(program)),
      ("made", PlanText.time(made)), ("a", PlanText.root(a)), ("b", PlanText.root(b)),
      ("repository", .text(Hex.encode(repository.bytes.bytes))),
      ("baseline", baseline.map { .text($0.description) } ?? .null),
      ("before", before.map { .text($0.description) } ?? .null),
      ("direction", .text(PlanText.directions[rules.direction] ?? "")),
      ("comparison", .text(PlanText.comparisons[rules.comparison] ?? "")),
      ("conflicts", .text(PlanText.policies[rules.conflicts] ?? "")),
      ("renames", .flag(rules.renames == .on)),
      ("include", PlanText.patterns(rules.selection.include)),
      ("exclude", PlanText.patterns(rules.selection.exclude)),
      ("digest", .text(Hex.encode(digest.bytes))), ("steps", .number(steps)),
      ("notices", .number(notices)),
    ]
  }
}

/// How values of a plan are written in its file; never to be changed.
enum PlanText {
  static let directions: [MirrorOptions.Direction: String] = [
    .twoWay: "two-way", .oneWay: "one-way", .refresh: "refresh",
  ]
  static let comparisons: [MirrorOptions.Comparison: String] = [.fast: "fast", .slow: "slow"]
  /// Also what `--conflict` takes.
  static let policies: [ConflictPolicy: String] = [
    .keepBoth: "keep-both", .newer: "newer", .a: "a", .b: "b", .hold: "hold", .merge: "merge",
  ]

  /// Seconds since 1970 and nanoseconds, whatever calendars make of them.
  static func time(_ time: Timestamp?) -> JSON {
    time.map { .list([.number(Int($0.seconds)), .number(Int($0.nanoseconds))]) } ?? .null
  }

  static func root(_ root: MirroredRoot) -> JSON {
    .object(
      JSON.named("path", root.path) + [
        ("label", .text(root.label)), ("file_system", .text(root.identity.fileSystem)),
        ("inode", .text("\(root.identity.inode)")), ("born", time(root.identity.born)),
      ])
  }

  static func patterns(_ patterns: [[UInt8]]) -> JSON {
    .list(patterns.map { .object(JSON.named("pattern", $0)) })
  }
}
