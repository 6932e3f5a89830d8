import SystemPackage
import Testing

/// The first ten minutes of README, as they are typed there.
struct NewcomerTests {
  /// A command, and the lines that it says.
  private struct Step {
    let command: String
    var said: [String] = []
  }

  private static let readme: String = {
    var path = FilePath(#filePath)
    for _ in 0..<3 { path.removeLastComponent() }
    return String(decoding: Sandbox.contents(of: path.appending("README.md")), as: UTF8.self)
  }()

  /// Of the only block of a terminal.
  private static func steps() throws -> [Step] {
    let block = try #require(readme.firstMatch(of: #/(?s)```console\n(.*?)```/#)).1
    var steps: [Step] = []
    for line in block.split(separator: "\n").map(String.init) {
      if line.hasPrefix("$ ") {
        steps.append(Step(command: String(line.dropFirst(2))))
      } else {
        steps[steps.count - 1].said.append(line)
      }
    }
    return steps
  }

  private func prepared() throws -> Sandbox {
    let sandbox = try Sandbox()
    sandbox.environment["MARTLET_PASSWORD"] = nil
    sandbox.environment["MARTLET_REPO"] = nil
    let folder = Sandbox.binary.removingLastComponent()
    sandbox.environment["PATH"] = Array("\(folder):/usr/bin:/bin".utf8)
    try sandbox.shell("mkdir -p home/usb")
    return sandbox
  }

  /// What differs from machine to machine and from day to day is taken out, and so is how wide
  /// columns are.
  private func comparable(_ text: String, _ sandbox: Sandbox) -> String {
    sandbox.normalized(text.replacing("\(sandbox.folder)/home", with: "/home/ann"))
      .replacing(/Its key ".*?"/, with: "Its key NAME")
      .replacing(/[\d.]+ (B|KiB)\b/, with: "SIZE")
      .replacing(/\(SIZE saved by/, with: "(SIZE saved by")
      .replacing(/[ ]{2,}/, with: "  ")
  }

  @Test("Every command of the first ten minutes does what README says, and says it")
  func walk() throws {
    let sandbox = try prepared()
    let steps = try Self.steps()
    #expect(steps.count > 12)
    let script = steps.map { "echo @@@\n\($0.command)" }.joined(separator: "\n")
    let run = try sandbox.shell("cd home\n\(script)")
    #expect(run.code == 0, "\(run.errors)")
    let parts = run.text.split(separator: "@@@\n", omittingEmptySubsequences: false).dropFirst()
    try #require(parts.count == steps.count)
    for (step, part) in zip(steps, parts) {
      var said = part.split(separator: "\n").map(String.init)
      var expected = step.said
      if expected.last == "..." {
        expected.removeLast()
        said = Array(said.prefix(expected.count))
      }
      #expect(
        comparable(said.joined(separator: "\n"), sandbox)
          == comparable(expected.joined(separator: "\n"), sandbox), "\(step.command)")
    }
  }

  @Test("The profile of README is accepted, saved, scheduled on paper, and seen in status")
  func profile() throws {
    let sandbox = try prepared()
    let profile = try #require(Self.readme.firstMatch(of: #/(?s)```toml\n(.*?)```/#)).1
    try sandbox.shell("mkdir -p home/.config/martlet home/letters; echo 1 >home/letters/1")
    let file = sandbox.folder.appending("home/.config/martlet/config.toml")
    try sandbox.shell("cat >\(file) <<'END'\n\(profile)END")
    sandbox.environment["MARTLET_PASSWORD"] = Array("a password".utf8)
    let script = """
      cd home; martlet config check -q && martlet init -r usb/martlet --kdf-cost 15 -q >/dev/null &&
      martlet backup -p docs && martlet schedule install -p docs --dry-run --with systemd &&
      martlet status
      """
    let run = try sandbox.shell(script)
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.text.contains("OnCalendar=*-*-* 12:30:00"))
    #expect(run.lines.last?.hasPrefix("docs ") == true)
  }
}
