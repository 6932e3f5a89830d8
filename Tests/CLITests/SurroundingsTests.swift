import Glibc
import SystemPackage
import Testing

@testable import CLI

/// Whatever a command runs in, it says the same, ends as it should, and leaves nothing behind.
struct SurroundingsTests {
  /// Every command that shows something, on a repository with two snapshots.
  private static let looking = [
    ["snapshots"], ["ls", "-lR", "latest"], ["cat", "latest:many/1"],
    ["diff", "latest~1", "latest"],
    ["check"], ["stats"], ["--help"], ["backup", "--help"], ["config", "example"], ["find", "1*"],
    ["versions", "latest:many/1"], ["key", "list"], ["doctor"], ["log"],
  ].filter { Martlet.commandNames.contains($0[0]) || $0[0].hasPrefix("-") }

  private static func prepared() throws -> Sandbox {
    let sandbox = try Sandbox.withRepository()
    sandbox.environment["TERM"] = Array("xterm".utf8)
    sandbox.environment["XDG_CONFIG_HOME"] = sandbox.folder.appending("config").bytes
    try sandbox.shell(
      """
      mkdir -p docs/many; cd docs; for i in $(seq 400); do echo $i >many/$i; done
      touch "many/$(printf 'w\\303\\244lder')" "many/$(printf 'bad\\377')"; cd ..
      $MARTLET backup -q docs; echo changed >docs/many/1; $MARTLET backup -q docs
      """)
    return sandbox
  }

  @Test("A narrow terminal, or none, or one in the C locale: the same text")
  func sameText() throws {
    let sandbox = try Self.prepared()
    for arguments in Self.looking {
      let piped = try sandbox.run(arguments)
      sandbox.environment["LC_ALL"] = Array("C".utf8)
      let inC = try sandbox.run(arguments)
      sandbox.environment["LC_ALL"] = nil
      #expect(inC.text == piped.text && inC.code == piped.code, "\(arguments)")
      let terminal = try PseudoTerminal(columns: 20)
      let code = try sandbox.run(at: terminal, arguments)
      #expect(code == piped.code, "\(arguments)")
      guard !arguments.contains("--help"), arguments != ["doctor"] else { continue }
      let shown = Screen(terminal.shown).text
      #expect(shown.contains(piped.text.trimmedLines), "\(arguments)")
    }
  }

  @Test("Colours: on a terminal that wants them, never in a pipe, and always when told so")
  func colors() throws {
    let sandbox = try Self.prepared()
    try sandbox.shell("rm repository/packs/*/*")
    func shows(_ arguments: [String]) throws -> Bool {
      let terminal = try PseudoTerminal()
      _ = try sandbox.run(at: terminal, arguments)
      return terminal.shown.contains("\u{1B}[31m")
    }
    #expect(try shows(["check"]))
    #expect(try !shows(["check", "--color", "never"]))
    #expect(try !sandbox.run("check").text.contains("\u{1B}"))
    #expect(try sandbox.run("check", "--color", "always").text.contains("\u{1B}[31m"))
    sandbox.environment["NO_COLOR"] = Array("1".utf8)
    #expect(try !shows(["check"]))
    sandbox.environment["NO_COLOR"] = nil
    sandbox.environment["TERM"] = Array("dumb".utf8)
    #expect(try !shows(["check"]))
  }

  @Test("A reader who leaves after the first line is no error")
  func head() throws {
    let sandbox = try Self.prepared()
    for arguments in Self.looking {
      let command = arguments.map { "'\($0)'" }.joined(separator: " ")
      let run = try sandbox.shell(
        "{ $MARTLET \(command) --progress none; echo $? >code; } 2>errors | head -1 >/dev/null; "
          + "cat code errors")
      let code = try sandbox.run(arguments + ["--progress", "none"]).code
      #expect(run.lines == ["\(code)"], "\(arguments)")
    }
  }

  @Test("Ctrl-C at any moment of any command: 130, and nothing is left behind")
  func interruption() throws {
    let sandbox = try Self.prepared()
    try sandbox.shell("head -c 30000000 /dev/urandom >docs/large; $MARTLET backup -q docs")
    var interrupted = 0
    let commands = Self.looking + [["backup", "docs"], ["restore", "latest", "--to", "back"]]
    for arguments in commands {
      for microseconds in stride(from: useconds_t(1_000), through: 161_000, by: 40_000) {
        let run = try sandbox.start(bytes: arguments.map { Array($0.utf8) })
        usleep(microseconds)
        run.process.send(SIGINT)
        let end = run.end()
        // One that has not yet come to say anything ends as the system ends it.
        #expect([0, 1, 130, 128 + SIGINT].contains(end.code), "\(arguments): \(end.code)")
        interrupted += end.code == 130 ? 1 : 0
        let left = try sandbox.shell("ls repository/sessions repository/tmp 2>/dev/null").lines
        #expect(
          left.allSatisfy { $0.isEmpty || $0.hasSuffix(":") },
          "\(arguments) after \(microseconds) µs, \(end.code): \(left) \(end.errors)")
      }
    }
    print("Ctrl-C: \(interrupted) of \(commands.count * 5) runs were interrupted")
    #expect(interrupted > 0)
    #expect(try sandbox.run("check", "--read-data").code == 0)
    #expect(try sandbox.shell("find back -name '.martlet*' 2>/dev/null").text == "")
  }

  @Test("A terminal that goes away ends the run as Ctrl-C does")
  func closedTerminal() throws {
    let sandbox = try Self.prepared()
    let run = try Self.startAtClosingTerminal(sandbox)
    #expect(run.wait() == 130)
    #expect(try sandbox.shell("ls repository/sessions").text == "")
    #expect(try sandbox.run("snapshots", "--json").lines.count == 2)
    #expect(try sandbox.run("check").code == 0)
  }

  /// The terminal is gone when this returns.
  private static func startAtClosingTerminal(_ sandbox: Sandbox) throws -> ChildProcess {
    let terminal = try PseudoTerminal()
    let process = try ChildProcess(
      [Sandbox.binary.bytes]
        + [
          "backup", "--stdin-name", "a", "--from-command", "echo 1; sleep 100",
        ].map { Array($0.utf8) },
      environment: sandbox.environment, folder: sandbox.folder, output: .terminal,
      errors: .terminal, terminal: terminal.path)
    #expect(terminal.waits(for: "stdin -> "))
    return process
  }
}

extension String {
  /// Without line ends at the end, as a screen has it.
  fileprivate var trimmedLines: String {
    var text = self[...]
    while text.last == "\n" { text = text.dropLast() }
    return String(text)
  }

  @Test("Closed standard streams: no file takes their place, and nobody is taken to have read")
  func closedStreams() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; echo 1 >docs/a")
    let saved = try sandbox.shell(
      """
      $MARTLET backup docs -v >&- 2>&- <&- || exit; $MARTLET backup docs nowhere -v >&- 2>&- <&-
      test $? = 3; $MARTLET backup docs >&-
      """)
    #expect(saved.code == 0)
    #expect(saved.text == "")
    let check = try sandbox.run("check", "--read-data")
    #expect(check.code == 0)
    #expect(check.text.hasPrefix("Structure   3 snapshots, "))
    #expect(!check.text.contains("!"))
    #expect(try sandbox.shell("grep -rl -e 'Snapshot ' -e 'martlet: ' repository/*/").text == "")
    #expect(try sandbox.shell("$MARTLET restore latest --to back -q >&- 2>&- <&-").code == 0)
    #expect(try sandbox.shell("cmp docs/a back/a && ls docs back").text == "back:\na\n\ndocs:\na\n")
    let words = try sandbox.shell(
      "$MARTLET init -r other --kdf-cost 15 >&-; echo $?; "
        + "$MARTLET key add --recovery --label r --kdf-cost 15 --json >&-; echo $?")
    #expect(words.text == "3\n3\n")
    #expect(words.errors.contains("the recovery words could not be shown"))
    #expect(words.errors.contains("martlet key remove r"))
    let stream = try sandbox.shell("$MARTLET backup --stdin-name a <&-")
    #expect(stream.code == 64)
    #expect(stream.errors.contains("martlet: there is nothing to save: stdin is closed (exit 64)"))
    #expect(try sandbox.shell("$MARTLET backup --files-from - <&-").code == 1)
    #expect(try sandbox.run("snapshots", "--json").lines.count == 3)
  }
}
