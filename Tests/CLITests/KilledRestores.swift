import SystemPackage
import TestSupport
import Testing

/// A snapshot, and a target that has a part of it, older and newer things: where every killed
/// restore starts, and what must hold then. What has its name is whole, nothing that was to stay is
/// gone, and the same command does the rest.
final class KilledRestores {
  private static let arguments = ["restore", "latest", "--to", "back", "--delete"]

  private let sandbox: Sandbox
  private let source: ModelTree

  init() throws {
    sandbox = try .withRepository()
    try sandbox.shell(
      """
      mkdir -p src/sub/deep src/empty && cd src && head -c 1200000 /dev/urandom >large
      printf 12345678 >small && ln small sub/again && ln -s small link && mkfifo sub/fifo
      truncate -s 300000 sparse && printf x >>sparse; echo deep >sub/deep/file
      chmod 640 small; chmod 551 sub/deep; touch -d 2001-02-03 sub
      """)
    try #require(try sandbox.run("backup", "src").code == 0)
    source = try ModelTree(folder: sandbox.folder.appending("src"))
    try sandbox.shell(
      """
      mkdir -p pristine/sub/old && cd pristine && echo old >small && touch -d 2000-01-01 small
      ln -s elsewhere link && touch -hd 2000-01-01 link; echo x >sub/old/file; echo y >surplus
      """)
  }

  /// The changing calls of a restore that nobody kills.
  func calls() throws -> [String] {
    try reset()
    let run = try sandbox.run(Self.arguments, killed: nil)
    try #require(run.outcome.code == 0, "\(run.outcome.errors)\(run.outcome.text)")
    return run.calls
  }

  /// What is wrong after a restore that was killed, a line each; `nil` if it ended before that.
  func problems(after kill: KilledRun.Kill) throws -> [String]? {
    try reset()
    let run = try sandbox.run(Self.arguments, killed: kill)
    guard run.wasKilled else { return nil }
    return try problems().map { "\(run.place(kill)): \($0)" }
  }

  private func reset() throws { try sandbox.shell("rm -rf back && cp -a pristine back") }

  private func problems() throws -> [String] {
    let target = sandbox.folder.appending("back")
    let old: [String: [UInt8]] = ["small": Array("old\n".utf8)]
    let halves = try ModelTree(folder: target).files.filter { path, bytes in
      source.files[path].map { $0 != bytes && old[path] != bytes } ?? false
    }
    var problems = halves.map { "\($0.key) is neither old nor new" }
    let again = try sandbox.run(Self.arguments)
    if again.code != 0 { problems.append("again: \(again.code) \(again.text)\(again.errors)") }
    problems += try ModelTree(folder: target).differences(from: source)
    let links = try sandbox.shell("[ back/small -ef back/sub/again ]")
    if links.code != 0 { problems.append("two names are not one file") }
    return problems
  }
}
