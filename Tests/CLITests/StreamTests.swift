import Glibc
import Testing

/// What is saved from stdin.
struct StreamTests {
  @Test("A stream becomes a file, comes back by name, and costs what changed in it")
  func stream() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("head -c 5000000 /dev/urandom >dump; cp dump next; echo more >>next")
    let first = try sandbox.shell("$MARTLET backup --stdin-name app.dump --json <dump")
    #expect(first.code == 0, "\(first.errors)")
    let saved = try #require(JSONLine(first.lines.first ?? ""))
    #expect(saved["paths"] == .list([.text("/dev/stdin/app.dump")]))
    #expect(saved["bytes"] == .number(5_000_000))
    let second = try sandbox.shell("cat next | $MARTLET backup --stdin-name app.dump --json")
    let summary = try #require(JSONLine(second.lines.first ?? ""))
    #expect(summary["changed"] == .number(1))
    guard case .number(let stored)? = summary["stored"] else { return }
    #expect(stored < 3_000)
    try sandbox.shell("$MARTLET restore latest --to back -q; $MARTLET cat latest >copy")
    #expect(try sandbox.shell("cmp next back/app.dump && cmp next copy").code == 0)
    try sandbox.shell("$MARTLET cat latest:app.dump >copy; rm -r back")
    try sandbox.shell("$MARTLET restore latest:app.dump --to back -q")
    #expect(try sandbox.shell("cmp next back/app.dump && cmp next copy").code == 0)
  }

  @Test("[8.1-d] No restore in place makes a file of what was none")
  func inPlace() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("echo 1 | $MARTLET backup --stdin-name a -q")
    let run = try sandbox.run("restore", "latest", "--in-place", "--progress", "none")
    #expect(run.code == 5)
    #expect(
      run.errors == """
        martlet: it was not saved from a file, but from a pipe at /dev/stdin/a (exit 5)
          Say where it is to go: --to FOLDER.

        """)
  }

  @Test("With folders beside it a stream is one source of several")
  func besideFolders() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; echo 1 >docs/1; echo dump | $MARTLET backup docs --stdin-name d")
    #expect(try sandbox.run("ls", "latest").text == "d\ndocs/\n")
    #expect(try sandbox.run("cat", "latest:d").text == "dump\n")
  }

  @Test("Nothing in a stream is said, and a name that is none refused")
  func nothing() throws {
    let sandbox = try Sandbox.withRepository()
    let empty = try sandbox.shell("$MARTLET backup --stdin-name a </dev/null")
    #expect(empty.code == 0)
    #expect(empty.lines.last == "! nothing came from stdin")
    let slash = try sandbox.shell("$MARTLET backup --stdin-name a/b </dev/null")
    #expect(slash.code == 64)
    #expect(slash.errors.hasPrefix("martlet: \"a/b\" is not the name of a file (exit 64)"))
  }

  @Test("Stdin that is the terminal is not waited for")
  func terminal() throws {
    let sandbox = try Sandbox.withRepository()
    let terminal = try PseudoTerminal()
    #expect(try sandbox.run(at: terminal, ["backup", "--stdin-name", "a"]) == 64)
    #expect(terminal.shown.contains("there is nothing to save: stdin is the terminal (exit 64)"))
  }

  @Test("A command's output is saved when it ends well, and not at all when it fails")
  func command() throws {
    let sandbox = try Sandbox.withRepository()
    let good = try sandbox.run("backup", "--stdin-name", "a", "--from-command", "echo $((6*7))")
    #expect(good.code == 0)
    #expect(try sandbox.run("cat", "latest").text == "42\n")
    let bad = try sandbox.run("backup", "--stdin-name", "a", "--from-command", "echo 1; exit 3")
    #expect(bad.code == 1)
    #expect(
      sandbox.normalized(bad.errors) == """
        martlet: saving stdin to ~/repository
        martlet: the command for a failed (exit 3) (exit 1)
          There is no new snapshot. Run the command by hand and see what it says.

        """)
    #expect(try sandbox.run("snapshots", "--json").lines.count == 1)
    let empty = try sandbox.run("backup", "--stdin-name", "a", "--from-command", "true")
    #expect(empty.lines.last == "! nothing came from the command")
    #expect(try sandbox.run("backup", "--from-command", "echo").code == 64)
    // As the help has it.
    let pipeline = ["backup", "--stdin-name", "p", "--from-command"]
    #expect(try sandbox.run(pipeline + ["bash -c 'set -o pipefail; false | cat'"]).code == 1)
    #expect(try sandbox.run(pipeline + ["false | cat"]).code == 0)
  }

  @Test("Ctrl-C ends the command too")
  func interruptedCommand() throws {
    let sandbox = try Sandbox.withRepository()
    let run = try sandbox.start(
      bytes: ["backup", "--stdin-name", "a", "--from-command", "echo $$ >pid; sleep 100"].map {
        Array($0.utf8)
      })
    while try sandbox.shell("test -s pid").code != 0 {}
    run.process.send(SIGINT)
    #expect(run.end().code == 130)
    #expect(try sandbox.shell("kill -0 $(cat pid) 2>/dev/null").code != 0)
    #expect(try sandbox.shell("ls repository/sessions").text == "")
  }

  @Test("What a command is, which may hold a secret, is in no message that is kept")
  func secrets() throws {
    let sandbox = try ProfileTests.sandbox(
      "hooks.failed = [\"echo \\\"$MARTLET_MESSAGE\\\" >told\"]")
    let run = try sandbox.run(
      "backup", "-p", "docs", "-r", "usb", "--set", "docs", "--stdin-name", "a", "--from-command",
      "exit 3; dump --password hunter2")
    #expect(run.code == 1)
    #expect(try sandbox.shell("cat told").text == "the command for a failed (exit 3)\n")
    let password = try sandbox.run(
      "backup", "home/docs", "-r", "home/usb", "--password-command", "exit 3; echo hunter2")
    #expect(password.code == 12)
    #expect(password.errors.contains("exit 3; echo hunter2"))
    let log = try sandbox.run("log").text
    #expect(log.contains("! failed (1): the command for a failed (exit 3)"))
    #expect(log.contains("! failed (12): the password command failed (exit 3)"))
    #expect(try sandbox.shell("grep -r hunter2 home/.local").text == "")
  }
}
