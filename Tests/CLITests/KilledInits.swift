import TestSupport
import Testing

/// An empty place where an `init` is killed, and what must hold then: there is a repository, or
/// none and room for the next.
final class KilledInits {
  private static let arguments = ["init", "--kdf-cost", "15"]

  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.shell("mkdir src; echo 1 >src/a")
  }

  func calls() throws -> [String] {
    try reset()
    let run = try sandbox.run(Self.arguments, killed: nil)
    try #require(run.outcome.code == 0, "\(run.outcome.errors)")
    return run.calls
  }

  /// What is wrong after an `init` that was killed, a line each; `nil` if it ended before that.
  func problems(after kill: KilledRun.Kill) throws -> [String]? {
    try reset()
    let run = try sandbox.run(Self.arguments, killed: kill)
    guard run.wasKilled else { return nil }
    let isSaid = run.outcome.text.contains("Repository made")
    return try problems(isSaid: isSaid).map { "\(run.place(kill)): \($0)" }
  }

  private func reset() throws { try sandbox.shell("rm -rf repository home restored") }

  private func problems(isSaid: Bool) throws -> [String] {
    let list = try sandbox.run("snapshots")
    guard list.code == 0 else {
      guard list.code == 10, !isSaid else { return ["snapshots: \(list.code) \(list.errors)"] }
      let next = try sandbox.run(Self.arguments)
      guard next.code == 0 else { return ["the next init: \(next.code) \(next.errors)"] }
      return try useProblems(isWhole: true)
    }
    return try useProblems(isWhole: isSaid)
  }

  /// One that was not reported as made may lack second copies; `check` says so (FORMAT.md 10.3).
  private func useProblems(isWhole: Bool) throws -> [String] {
    let backup = try sandbox.run("backup", "src", "-q")
    guard backup.code == 0 else { return ["backup: \(backup.code) \(backup.errors)"] }
    let restored = try sandbox.run("restore", "latest", "--to", "restored")
    guard restored.code == 0, try sandbox.shell("diff -r src restored").code == 0 else {
      return ["restore: \(restored.code) \(restored.text)\(restored.errors)"]
    }
    let check = try sandbox.run("check", "--json")
    let damage = check.lines.filter { JSONLine($0)?["weight"] == .text("damage") }
    let serious = damage.filter { isWhole || !$0.contains("the other one serves") }
    guard check.code == (damage.isEmpty ? 0 : 4) else { return ["check: \(check.code)"] }
    return serious
  }
}
