import Format
import Repository
import Storage
import TestSupport
import Testing

/// A repository in which a killed command starts that frees space or changes what is said about
/// snapshots, and what must hold after each kill: what was not to go is there, and whoever comes
/// next needs no help.
final class KilledPrunes {
  /// A command that is killed.
  enum Change: String, CaseIterable {
    case forget, forgetAndPrune, prune, undelete, tag, note, pin

    var forgets: Bool { self == .forget || self == .forgetAndPrune }
    var frees: Bool { self == .forgetAndPrune || self == .prune }
  }

  private let opened: OpenedSandbox
  private let past: ForgottenPast
  private let change: Change
  /// The snapshots that the command is about.
  private let meant: [(id: SnapshotID, tree: ModelTree)]

  private var sandbox: Sandbox { opened.sandbox }

  init(_ change: Change) throws {
    self.change = change
    past = try ForgottenPast.shared.get()
    opened = try OpenedSandbox(past.files)
    switch change {
    case .forget, .forgetAndPrune: meant = [past.saved[1], past.saved[4]]
    case .undelete: meant = [past.saved[2]]
    case .tag, .note, .pin: meant = [past.saved[4]]
    case .prune: meant = []
    }
    try opened.sandbox.shell("mkdir pristine && cp -a repository home pristine")
  }

  private func arguments(_ ids: [SnapshotID]) -> [String] {
    let names = ids.map(\.description)
    return switch change {
    case .forget: ["forget", "--keep-space"] + names
    case .forgetAndPrune: ["forget"] + names + ForgottenPast.effort
    case .prune: ["prune"] + ForgottenPast.effort
    case .undelete: ["undelete"] + names
    case .tag: ["tag", "--add", "kept"] + names
    case .note: ["note"] + names + ["a note"]
    case .pin: ["pin"] + names
    }
  }
}

extension KilledPrunes {
  /// The changing calls of a command that nobody kills.
  func calls() throws -> [String] {
    try reset()
    let before = try packsAndRuns()
    let run = try sandbox.run(arguments(meant.map(\.id)), killed: nil)
    try #require(run.outcome.code == 0, "\(run.outcome.errors)")
    try #require(try opened.problems(needed: expected(isDone: true)) == [])
    guard change.frees else { return run.calls }
    let after = try packsAndRuns()
    #expect(!before.packs.isDisjoint(with: after.packs), "packs stay")
    #expect(before.packs.count > after.packs.count + 2, "packs go")
    #expect(!after.packs.isSubset(of: before.packs), "packs are rewritten")
    #expect(!before.runs.isDisjoint(with: after.runs), "runs stay")
    #expect(!before.runs.isSubset(of: after.runs), "runs are merged")
    #expect(try opened.leftovers(ForgottenPast.limits) == [])
    return run.calls
  }

  private func packsAndRuns() throws -> (packs: Set<String>, runs: Set<String>) {
    let storage = try opened.client().repository.storage
    return (
      Set(try storage.list("packs").map(\.name)), Set(try storage.list("index").map(\.name))
    )
  }

  /// What is wrong after a command that was killed, a line each; `nil` if it ended before that.
  func problems(after kill: KilledRun.Kill) throws -> [String]? {
    try reset()
    let run = try sandbox.run(arguments(meant.map(\.id)), killed: kill)
    guard run.wasKilled else { return nil }
    let problems = try problems(isSaid: isSaid(run.outcome.text)) + nextProblems()
    return problems.map { "\(change), \(run.place(kill)): \($0)" }
  }

  private func reset() throws {
    let copied = try sandbox.shell("rm -rf repository home && cp -a pristine/. .")
    try #require(copied.code == 0, "\(copied.errors)")
  }

  /// Whether the program had said that it is done. Before it forgets it shows what is to go.
  private func isSaid(_ text: String) -> Bool {
    switch change {
    case .forget, .forgetAndPrune: text.contains("snapshots forgotten")
    case .prune: text.contains(" freed.")
    case .undelete, .tag, .note, .pin: !text.isEmpty
    }
  }

  /// What there must be: before the command has done its work, whatever it is not about.
  private func expected(isDone: Bool) -> [SnapshotID: ModelTree] {
    let others = past.kept(except: change.forgets ? meant.map(\.id) : [])
    return change == .undelete && isDone ? others.merging(named) { first, _ in first } : others
  }

  private var named: [SnapshotID: ModelTree] {
    Dictionary(uniqueKeysWithValues: meant.map { ($0.id, $0.tree) })
  }

  private func problems(isSaid: Bool) throws -> [String] {
    var problems = try opened.problems(
      needed: expected(isDone: isSaid), possible: isSaid ? [:] : named)
    if isSaid, try !remaining().isEmpty { problems.append("what was said is not so") }
    return problems
  }

  /// Those of which the command has still something to do.
  private func remaining() throws -> [SnapshotID] {
    let there = Dictionary(uniqueKeysWithValues: try opened.snapshots().map { ($0.id, $0) })
    return meant.map(\.id).filter { id in
      switch change {
      case .forget, .forgetAndPrune: there[id] != nil
      case .undelete: there[id] == nil
      case .tag: there[id]?.remarks.tags != ["kept"]
      case .note: there[id]?.remarks.note != "a note"
      case .pin: there[id]?.remarks.isPinned == false
      case .prune: false
      }
    }
  }

  /// The same again, as far as it is left to do, and then a prune that takes away what is left.
  private func nextProblems() throws -> [String] {
    let remaining = try remaining()
    var problems: [String] = []
    if change == .prune || !remaining.isEmpty {
      problems += try opened.failures(arguments(remaining))
    }
    if try !self.remaining().isEmpty { problems.append("the next one did not do it") }
    problems += try opened.failures(["prune"] + ForgottenPast.effort)
    problems += try opened.problems(needed: expected(isDone: true))
    problems += try opened.leftovers(ForgottenPast.limits)
    return try problems + opened.failures(["check", "--read-data"])
  }
}
