import Glibc
import Testing

@testable import CLI

/// The history of runs, as `martlet log` shows it.
struct LogTests {
  private func rows(_ sandbox: Sandbox, _ options: String...) throws -> [JSONLine?] {
    try sandbox.run(["log", "--json"] + options).lines.map { JSONLine($0) }
  }

  @Test("Every run that saves, checks or changes something is a line, with how it ended")
  func table() throws {
    let sandbox = try ProfileTests.sandbox()
    try sandbox.run("backup", "-p", "docs", "-r", "usb")
    try sandbox.run("check", "-r", "usb")
    try sandbox.run("restore", "latest", "-r", "usb", "--to", "back")
    try sandbox.run("restore", "latest", "-r", "usb", "--to", "back", "--dry-run")
    try sandbox.run("snapshots", "-r", "usb")
    try sandbox.shell("mv home/nas home/away")
    try sandbox.run("backup", "home/docs", "nowhere", "-r", "usb")
    try sandbox.run("backup", "-p", "docs", "-r", "nas")
    try sandbox.run("check", "-r", "usb", "--password-file", "home/docs/a")
    let log = try sandbox.run("log")
    #expect(log.code == 0)
    let text = sandbox.normalized(log.text).replacing(/[\d.]+ s[ ]/, with: "T ")
      .replacing(/(\d+) trees?, \d+ chunks?, \d+ packs?/, with: "…").replacing(/[ ]+/, with: " ")
    #expect(
      text == """
        began command what where took how it ended
        today CLOCK init ~/home/usb T done
        today CLOCK init ~/home/nas T done
        today CLOCK backup docs ~/home/usb T saved ID: 1 file, 6 B
        today CLOCK check ~/home/usb T 1 snapshot, …: all there; contents not read
        today CLOCK restore ~/home/usb T 1 file of ID to ~/back
        today CLOCK backup ~/home/docs ~/home/usb T ! incomplete: saved ID: 2 files, 10 B; \
        1 path not found
        today CLOCK backup docs ~/home/nas T ! failed (10): there is no repository at ~/home/nas
        today CLOCK check ~/home/usb T ! failed (12): wrong password for the repository at \
        ~/home/usb

        """)
    #expect(try sandbox.run("log", "--failed", "-n", "2").lines.count == 3)
    #expect(try rows(sandbox, "-p", "docs").count == 2)
    #expect(try rows(sandbox, "-p", "docs", "-r", "nas").count == 1)
    #expect(try sandbox.run("log", "-n", "0").code == 64)
    let first = try #require(try rows(sandbox, "-p", "docs").first ?? nil)
    #expect(first["files"] == .number(1))
    #expect(first["exit_code"] == .number(0))
    #expect(first["state"] == .text("ended"))
    #expect(first["subject"] == .text("docs"))
  }

  @Test("A run that goes on is told from one that was killed")
  func killed() throws {
    let sandbox = try ProfileTests.sandbox(
      "hooks.before = [\"echo $$ >child; touch begun; exec sleep 1000\"]")
    let run = try sandbox.start(
      bytes: ["backup", "-p", "docs", "-r", "usb"].map { Array($0.utf8) })
    while try sandbox.shell("test -e begun").code != 0 { usleep(10_000) }
    #expect(try rows(sandbox, "-n", "1").last??["state"] == .text("running"))
    run.process.send(SIGKILL)
    _ = run.end()
    #expect(try rows(sandbox, "-n", "1").last??["state"] == .text("lost"))
    let last = try sandbox.run("log", "--failed").lines.last
    #expect(last?.hasSuffix("! did not end: killed, or the machine stopped") == true)
    try sandbox.shell("kill $(cat child)")
  }

  @Test("An interruption that ends a run at once is in the history too")
  func interrupted() throws {
    let sandbox = try ProfileTests.sandbox()
    let run = try sandbox.start(
      bytes: ["check", "-r", "usb", "--password-command", "touch begun; exec sleep 1000"].map {
        Array($0.utf8)
      })
    while try sandbox.shell("test -e begun").code != 0 { usleep(10_000) }
    run.process.send(SIGINT)
    #expect(run.end().code == 130)
    #expect(try rows(sandbox, "-n", "1").last??["exit_code"] == .number(130))
  }

  @Test("Without a history that can be used, runs are as good as ever, and say so")
  func unusable() throws {
    let sandbox = try ProfileTests.sandbox()
    try sandbox.shell("cd home/.local/state/martlet; rm runs*; mkdir runs.sqlite")
    let saved = try sandbox.run("backup", "-p", "docs")
    #expect(saved.code == 0)
    #expect(saved.errors.contains("martlet: this run is not in the history, "))
    let log = try sandbox.run("log")
    #expect(log.code == 1)
    #expect(log.errors.hasPrefix("martlet: the history of runs cannot be read: "))
    sandbox.environment["HOME"] = nil
    #expect(try sandbox.run("log").code == 1)
    #expect(
      try sandbox.run("snapshots", "-r", "home/usb", "--password-file", "home/secret").code == 0)
  }

  @Test("JSON has names as they are, in log and status, and text has them printable")
  func names() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(
      """
      mkdir "$(printf 'a\\033b')" "$(printf 'c\\377d')" && mv repository "$(printf 'r\\tr')"
      """)
    sandbox.environment["MARTLET_REPO"] = Array("\(sandbox.folder)/r\tr".utf8)
    for name in [Array("a\u{1B}b".utf8), [0x63, 0xFF, 0x64]] {
      #expect(try sandbox.run(bytes: [Array("backup".utf8), name]).code == 0)
    }
    for command in ["log", "status"] {
      let lines = try sandbox.run(command, "--json", "-r", "r\tr").lines.map { JSONLine($0) }
        .filter { $0?["subject"] != nil }
      #expect(lines.count == 2)
      #expect(lines.allSatisfy { $0?["repository"] == .text("\(sandbox.folder)/r\tr") })
      #expect(lines.first??["subject"] == .text("\(sandbox.folder)/a\u{1B}b"))
      #expect(lines.first??["subject_b64"] == nil)
      #expect(lines.last??["subject"] == .text("\(sandbox.folder)/c\u{FFFD}d"))
      let bytes = Array("\(sandbox.folder)/c".utf8) + [0xFF, 0x64]
      #expect(lines.last??["subject_b64"] == .text(Base64.encode(bytes)))
      let text = try sandbox.run(command).text
      for shown in ["/a\\eb ", "/c\\xffd ", "/r\\tr "] { #expect(text.contains(shown), "\(shown)") }
    }
  }
}
