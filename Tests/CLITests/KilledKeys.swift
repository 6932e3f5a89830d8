import TestSupport
import Testing

/// A repository whose keys are changed by a command that is killed, and what must hold then: a
/// password opens it, the one that was said to open it does, and nothing is damaged.
final class KilledKeys {
  /// A command that changes keys, and the passwords that open the repository after it.
  enum Change: String, CaseIterable {
    case add, passwd, remove

    var arguments: [String] {
      switch self {
      case .add:
        ["key", "add", "--label", "phone", "--new-password-file", "new", "--kdf-cost", "15"]
      case .passwd: ["key", "passwd", "--new-password-file", "new"]
      case .remove: ["key", "remove", "second", "-y"]
      }
    }

    /// Of "a password", "second" and "new".
    var opening: Set<String> {
      switch self {
      case .add: ["a password", "second", "new"]
      case .passwd: ["second", "new"]
      case .remove: ["a password"]
      }
    }
  }

  private let sandbox: Sandbox
  private let change: Change

  init(_ change: Change) throws {
    self.change = change
    sandbox = try .withRepository()
    try sandbox.shell("printf new >new; printf second >second; mkdir src; echo 1 >src/a")
    let second = [
      "key", "add", "--label", "second", "--new-password-file", "second", "--kdf-cost", "15",
    ]
    for arguments in [["backup", "src", "-q"], second] {
      let run = try sandbox.run(arguments)
      try #require(run.code == 0, "\(run.errors)")
    }
    try sandbox.shell("mkdir pristine && cp -a repository home pristine")
  }

  func calls() throws -> [String] {
    try reset()
    let run = try sandbox.run(change.arguments, killed: nil)
    try #require(run.outcome.code == 0, "\(run.outcome.errors)")
    return run.calls
  }

  /// What is wrong after a command that was killed, a line each; `nil` if it ended before that.
  func problems(after kill: KilledRun.Kill) throws -> [String]? {
    try reset()
    let run = try sandbox.run(change.arguments, killed: kill)
    guard run.wasKilled else { return nil }
    return try problems(isSaid: run.outcome.text.contains("Key ")).map {
      "\(run.place(kill)): \($0)"
    }
  }

  private func reset() throws {
    let copied = try sandbox.shell("rm -rf repository home && cp -a pristine/. .")
    try #require(copied.code == 0, "\(copied.errors)")
  }

  private func problems(isSaid: Bool) throws -> [String] {
    let opening = try Set(["a password", "second", "new"].filter(opens))
    if isSaid, opening != change.opening { return ["opens with \(opening.sorted())"] }
    guard let password = opening.first, !opening.isDisjoint(with: ["a password", "new"]) else {
      return ["neither the old nor the new password opens it"]
    }
    // Whoever has used it goes on using it.
    let unharmed = change.opening.subtracting(["new"])
    guard opening.isSuperset(of: unharmed) else { return ["opens only with \(opening.sorted())"] }
    sandbox.environment["MARTLET_PASSWORD"] = Array(password.utf8)
    defer { sandbox.environment["MARTLET_PASSWORD"] = Array("a password".utf8) }
    let check = try sandbox.run("check")
    guard check.code == 0 else { return ["check: \(check.code) \(check.text)\(check.errors)"] }
    return try sandbox.run("key", "list").code == 0 ? [] : ["key list fails"]
  }

  private func opens(_ password: String) throws -> Bool {
    sandbox.environment["MARTLET_PASSWORD"] = Array(password.utf8)
    defer { sandbox.environment["MARTLET_PASSWORD"] = Array("a password".utf8) }
    return try sandbox.run("snapshots", "-q").code == 0
  }
}
