import SystemPackage
import TestSupport
import Testing

/// A repository with one snapshot and a folder that has changed since: where every killed backup
/// starts, and what must hold after each.
final class KilledBackups {
  private static let arguments = ["backup", "src", "--json"]

  private let sandbox: Sandbox
  private let source: FilePath
  /// What the one snapshot says.
  private let earlier: ModelTree
  private var edits = 0

  /// `isKnownHere`: whether this machine made the first snapshot, and so has a cache and state.
  init(isKnownHere: Bool) throws {
    sandbox = try .withRepository()
    source = sandbox.folder.appending("src")
    try sandbox.shell(
      """
      mkdir -p src/sub src/same && cd src && head -c 60000 /dev/urandom >noise
      base64 noise >text && printf 12345678 >edited && ln -s text link && mkfifo fifo
      for i in 1 2 3 4 5; do echo $i >same/$i; done; cp text sub/text; chmod 640 sub/text
      """)
    try #require(try sandbox.run(Self.arguments).code == 0)
    earlier = try ModelTree(folder: source)
    try sandbox.shell(
      """
      mkdir pristine && cp -a repository \(isKnownHere ? "home" : "") pristine
      echo more >>src/text; head -c 9000 /dev/urandom >src/new; rm src/same/3; mv src/noise src/sub
      """)
  }

  /// The changing calls of a backup that nobody kills.
  func calls() throws -> [String] {
    try reset()
    let run = try sandbox.run(Self.arguments, killed: nil)
    try #require(run.outcome.code == 0, "\(run.outcome.errors)")
    return run.calls
  }

  /// What is wrong after a backup that was killed, a line each; `nil` if it ended before that.
  func problems(after kill: KilledRun.Kill) throws -> [String]? {
    try reset()
    let run = try sandbox.run(Self.arguments, killed: kill)
    guard run.wasKilled else { return nil }
    let killed = try ModelTree(folder: source)
    var problems = try problems(saved: killed, isSaved: !run.outcome.text.isEmpty)
    // Same size and place: only times tell that it is another.
    try edit()
    let keepsCache = kill.call.isMultiple(of: 2) == (kill.moment == .before)
    if !keepsCache { try sandbox.shell("rm -rf home") }
    problems += try nextProblems()
    return problems.map { "\(run.place(kill)), cache \(keepsCache ? "kept" : "lost"): \($0)" }
  }

  private func reset() throws {
    let copied = try sandbox.shell("rm -rf repository home restored && cp -a pristine/. .")
    try #require(copied.code == 0, "\(copied.errors)")
  }

  private func edit() throws {
    edits += 1
    try sandbox.shell("printf %08d \(edits) >src/edited")
  }
}

extension KilledBackups {
  /// The first snapshot must be there, with `isSaved` the killed one too; whatever is there must be
  /// right to the byte, and the check clean.
  private func problems(saved: ModelTree, isSaved: Bool) throws -> [String] {
    let list = try sandbox.run("snapshots", "--json")
    let expected = [earlier, saved]
    guard list.code == 0, (isSaved ? 2 : 1)...2 ~= list.lines.count else {
      return ["\(list.lines.count) snapshots, \(isSaved ? "" : "not ")reported as saved"]
    }
    var problems: [String] = []
    for (line, tree) in zip(list.lines, expected) {
      guard case .text(let id)? = JSONLine(line)?["id"] else { return ["no ID in \(line)"] }
      problems += try differences(id, tree)
    }
    return try problems + checkProblems()
  }

  private func nextProblems() throws -> [String] {
    let next = try sandbox.run(Self.arguments)
    guard next.code == 0, next.errors.isEmpty,
      JSONLine(next.lines.last ?? "")?["warnings"] == .list([])
    else { return ["the next backup: \(next.code) \(next.text) \(next.errors)"] }
    return try differences("latest", ModelTree(folder: source)) + checkProblems("--read-data")
  }

  private func differences(_ snapshot: String, _ expected: ModelTree) throws -> [String] {
    try sandbox.shell("rm -rf restored")
    let restored = try sandbox.run("restore", snapshot, "--to", "restored")
    guard restored.code == 0 else { return ["\(snapshot): \(restored.text)\(restored.errors)"] }
    return try ModelTree(folder: sandbox.folder.appending("restored"))
      .differences(from: expected).map { "\(snapshot): \($0)" }
  }

  private func checkProblems(_ option: String...) throws -> [String] {
    let check = try sandbox.run(["check"] + option)
    return check.code == 0 ? [] : ["check: \(check.code) \(check.text)\(check.errors)"]
  }
}
