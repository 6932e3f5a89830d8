import Format
import Repository
import SystemPackage
import TestSupport
import Testing

/// A repository and a folder, and a command of which one call fails: what it may answer, and what
/// must hold afterwards.
final class FailedCommands {
  enum Command: String, CaseIterable {
    case backup, restore, forgetAndPrune, check
  }

  private let opened: OpenedSandbox
  private let past: ForgottenPast
  private let command: Command
  /// What the folder held when it was saved first, and what it holds now.
  private let earlier: ModelTree
  private let source: ModelTree
  private let first: SnapshotID
  private var codes: [Int32: Int] = [:]

  private var sandbox: Sandbox { opened.sandbox }
  private var forgotten: SnapshotID { past.saved[4].id }

  init(_ command: Command) throws {
    self.command = command
    past = try ForgottenPast.shared.get()
    opened = try OpenedSandbox(past.files)
    let sandbox = opened.sandbox
    try sandbox.shell(
      """
      mkdir -p src/sub && cd src && seq 9000 >text && head -c 150000 /dev/urandom >noise
      ln -s text link; ln text again; cp text sub/text; setfattr -n user.a -v b text
      echo 1 >edited
      """)
    let saved = try sandbox.run("backup", "src", "--json")
    try #require(saved.code == 0, "\(saved.errors)")
    first = try #require(try opened.snapshots().last?.id)
    earlier = try ModelTree(folder: sandbox.folder.appending("src"))
    // The same bytes are elsewhere, or were: restores and prunes find all kinds of work.
    try sandbox.shell(
      """
      mkdir pristine && cp -a repository home pristine
      cd src && seq 9100 >text && head -c 90000 /dev/urandom >sub/new && rm sub/text
      echo 2 >edited
      """)
    source = try ModelTree(folder: sandbox.folder.appending("src"))
  }

  private var arguments: [String] {
    switch command {
    case .backup: ["backup", "src", "--json"]
    case .restore: ["restore", first.description, "--to", "restored"]
    case .forgetAndPrune: ["forget", forgotten.description] + ForgottenPast.effort
    case .check: ["check", "--read-data"]
    }
  }

  /// The calls that such a fault can happen to.
  func calls(_ fault: FailedRun.Fault) throws -> [String] {
    try reset()
    let run = try sandbox.run(arguments, fault, at: nil)
    try #require(run.outcome.code == 0, "\(run.outcome.errors)")
    return run.calls
  }

  /// What is wrong after a run with the fault, a line each; `nil` if there was no such call.
  func problems(_ fault: FailedRun.Fault, at call: Int) throws -> [String]? {
    try reset()
    let run = try sandbox.run(arguments, fault, at: call)
    guard run.hasFired else { return nil }
    codes[run.outcome.code, default: 0] += 1
    let place = "\(command), \(fault) at call \(call) (\(run.calls.last ?? ""))"
    let said = "\(run.outcome.code) \(run.outcome.errors)"
    var problems: [String] = []
    if !allowed(fault, run.outcome).contains(run.outcome.code) {
      problems.append("that is not its exit code")
    }
    do {
      problems += try self.problems(after: run.outcome)
      problems += try nextProblems()
    } catch {
      // What cannot be looked at is lost too.
      problems.append("\(error)")
    }
    return problems.map { "\(place): \(said): \($0)" }
  }

  /// How often each exit code came.
  var codeCounts: String {
    codes.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
  }

  private func reset() throws {
    let copied = try sandbox.shell("rm -rf repository home restored && cp -a pristine/. .")
    try #require(copied.code == 0, "\(copied.errors)")
  }

  /// Exit codes; 0 also where it was survived.
  private func allowed(_ fault: FailedRun.Fault, _ outcome: Sandbox.Outcome) -> Set<Int32> {
    switch fault {
    case .interrupted, .short: [0]
    // 3 where only an attribute finds no room.
    case .full: command == .restore ? [0, 3, 13] : [0, 13]
    // 4 where it is said that something cannot be read; 3 where a file was left out, or where what
    // was to be said cannot be written.
    case .ioError:
      switch command {
      case .backup, .restore: [0, 1, 3, 4]
      case .forgetAndPrune, .check:
        outcome.errors.contains("the output cannot be written") ? [3] : [0, 1, 4]
      }
    }
  }
}

extension FailedCommands {
  /// Whether it is so if the command says that it has done everything, and nothing is lost if not.
  private func problems(after outcome: Sandbox.Outcome) throws -> [String] {
    let isDone = outcome.code == 0
    var needed = past.kept()
    needed[first] = earlier
    switch command {
    case .backup: return try backupProblems(outcome, besides: needed)
    case .restore:
      return try opened.problems(needed: needed) + (isDone ? restoreProblems() : [])
    case .forgetAndPrune:
      let gone = needed.removeValue(forKey: forgotten).map { [forgotten: $0] } ?? [:]
      let problems = try opened.problems(needed: needed, possible: isDone ? [:] : gone)
      return try problems + (isDone ? opened.leftovers(ForgottenPast.limits) : [])
    case .check: return try opened.problems(needed: needed)
    }
  }

  private func backupProblems(
    _ outcome: Sandbox.Outcome, besides needed: [SnapshotID: ModelTree]
  ) throws -> [String] {
    let new = try opened.snapshots().map(\.id).filter { needed[$0] == nil }
    let client = try opened.client()
    let possible = try Dictionary(uniqueKeysWithValues: new.map { ($0, try client.tree($0)) })
    var problems = try opened.problems(needed: needed, possible: possible)
    if new.count > 1 || new.isEmpty && [0, 3].contains(outcome.code) {
      problems.append("\(new.count) new snapshots")
    }
    // What could not be read may be missing, and then it is said.
    problems += possible.values.flatMap { $0.differences(from: source) }.filter {
      outcome.code != 3 || !($0.hasSuffix("is missing") || $0.hasSuffix(": attributes"))
    }
    return problems
  }

  private func restoreProblems() throws -> [String] {
    try ModelTree(folder: sandbox.folder.appending("restored")).differences(from: earlier)
  }

  /// The same once more does it.
  private func nextProblems() throws -> [String] {
    switch command {
    case .backup:
      var problems = try opened.failures(arguments)
      guard let newest = try opened.snapshots().last?.id else { return ["no snapshots"] }
      problems += try opened.client().tree(newest).differences(from: source)
      return problems
    case .restore:
      // One that could not be given its time is newer.
      return try opened.failures(arguments + ["--overwrite", "always"]) + restoreProblems()
    case .forgetAndPrune:
      let isThere = try opened.snapshots().contains { $0.id == forgotten }
      let next = try isThere ? opened.failures(arguments) : []
      let prune = try opened.failures(["prune"] + ForgottenPast.effort)
      return try next + prune + opened.leftovers(ForgottenPast.limits)
    case .check: return try opened.failures(arguments)
    }
  }
}
