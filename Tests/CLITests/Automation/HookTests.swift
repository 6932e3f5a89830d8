import Glibc
import Pipelines
import Testing

@testable import CLI

/// Commands of the shell around a backup.
struct HookTests {
  /// What a command that prints its surroundings has noted.
  private func noted(_ sandbox: Sandbox, _ name: String) throws -> [String] {
    sandbox.normalized(try sandbox.shell("cat \(name)").text).split(separator: "\n").map(
      String.init)
  }

  private static let note =
    #"printf '%s\\n' \"$MARTLET_PROFILE_NAME\" \"$MARTLET_REPO\" \"$MARTLET_SNAPSHOT\" "#
    + #"\"$MARTLET_EXIT_CODE\" \"$MARTLET_MESSAGE\" >>"#

  @Test("before runs first and may make what is saved; after gets to know what was saved")
  func success() throws {
    let sandbox = try ProfileTests.sandbox(
      """
      hooks.before = ["echo more >~/docs/made; echo to stderr", "\(Self.note)before"]
      hooks.after = ["\(Self.note)after", "cat; env >variables"]
      hooks.failed = ["touch failed"]
      """)
    sandbox.environment["MARTLET_PASSWORD"] = Array("a password".utf8)
    let saved = try sandbox.run("backup", "-p", "docs", "-r", "usb", "-q")
    #expect(saved.code == 0)
    #expect(saved.text == "")
    #expect(saved.errors == "to stderr\n")
    #expect(try noted(sandbox, "before") == ["docs", "~/home/usb"])
    #expect(
      try noted(sandbox, "after") == [
        "docs", "~/home/usb", "ID64", "0", "saved ID: 2 files, 11 B",
      ])
    #expect(!(try sandbox.shell("cat variables").text.contains("a password")))
    #expect(try sandbox.shell("test -e failed").code == 1)
    #expect(try sandbox.run("ls", "-p", "docs", "latest", "-q").text == "a\nmade\n")
  }

  @Test("A command of before that fails stops the run, and those of failed get to know why")
  func failingBefore() throws {
    let sandbox = try ProfileTests.sandbox(
      """
      hooks.before = ["exit 7", "touch second"]
      hooks.after = ["touch after"]
      hooks.failed = ["\(Self.note)failed", "exit 1", "touch last"]
      """)
    let run = try sandbox.run("backup", "-p", "docs")
    #expect(run.code == 1)
    #expect(
      run.errors == """
        martlet: a command of hooks.before failed (exit 7): exit 7 (exit 1)
          Run it by hand and see what it says; it stands in line 11 of the configuration.
        ! a command of hooks.failed failed (exit 1): exit 1 (hooks)

        """)
    let failed = try noted(sandbox, "failed")
    #expect(
      failed == [
        "docs", "~/home/usb", "~/home/nas", "1",
        "a command of hooks.before failed (exit 7): exit 7",
      ])
    #expect(try sandbox.shell("ls").text.contains("last\n"))
    #expect(try sandbox.shell("ls after second").text == "")
    #expect(try sandbox.run("snapshots", "-r", "usb", "--json").text == "")
  }

  @Test("failed is about the repository that has no snapshot; the others have theirs")
  func oneFails() throws {
    let sandbox = try ProfileTests.sandbox(
      "hooks.failed = [\"\(Self.note)failed\"]\nhooks.after = [\"touch after\"]")
    try sandbox.shell("mv home/usb home/away")
    #expect(try sandbox.run("backup", "-p", "docs").code == 10)
    #expect(
      try noted(sandbox, "failed") == [
        "docs", "~/home/usb", "10", "there is no repository at ~/home/usb",
      ])
    #expect(try sandbox.shell("test -e after").code == 1)
    #expect(try sandbox.run("ls", "-r", "nas", "latest").text == "a\n")
  }

  @Test("A command of after that fails leaves the run incomplete; the snapshot is there")
  func failingAfter() throws {
    let sandbox = try ProfileTests.sandbox("hooks.after = [\"kill -9 $$\", \"touch second\"]")
    let run = try sandbox.run("backup", "-p", "docs", "-r", "usb")
    #expect(run.code == 3)
    #expect(
      run.errors.hasSuffix(
        "! a command of hooks.after failed (signal 9): kill -9 $$ (hooks)\n"))
    #expect(try sandbox.shell("test -e second").code == 0)
    #expect(try sandbox.run("snapshots", "-r", "usb", "--json").lines.count == 1)
  }

  @Test("Ctrl-C ends a command of before with all that it started; nothing is saved")
  func interruption() throws {
    let sandbox = try ProfileTests.sandbox(
      """
      hooks.before = ["echo >begun; sleep 1000 & echo $! >child; wait"]
      hooks.failed = ["\(Self.note)failed"]
      """)
    let run = try sandbox.start(bytes: ["backup", "-p", "docs"].map { Array($0.utf8) })
    while try sandbox.shell("test -s child").code != 0 { usleep(10_000) }
    run.process.send(SIGTERM)
    let end = run.end()
    #expect(end.code == 130)
    #expect(end.errors.contains("martlet: interrupted (exit 130)\n  A command of hooks.before"))
    // Gone, or dead and not yet waited for by whoever has inherited it.
    let state = try sandbox.shell("cut -d ' ' -f 3 /proc/$(cat child)/stat").text
    #expect(["", "Z\n", "X\n"].contains(state))
    #expect(try noted(sandbox, "failed").suffix(2) == ["130", "interrupted"])
    #expect(
      try sandbox.run("log", "--json").lines.last.flatMap { JSONLine($0) }?["exit_code"]
        == .number(130))
  }

  /// Starts a backup of a profile, and ends it as soon as there is a file `begun`.
  private func interrupted(_ sandbox: Sandbox, _ options: String...) throws -> Sandbox.Outcome {
    let arguments = ["backup", "-p", "docs"] + options
    let run = try sandbox.start(bytes: arguments.map { Array($0.utf8) })
    while try sandbox.shell("test -s begun").code != 0 { usleep(10_000) }
    run.process.send(SIGINT)
    return run.end()
  }

  @Test("Ctrl-C in a command of after ends it; the summary is there, and what is missing is said")
  func interruptedAfter() throws {
    let sandbox = try ProfileTests.sandbox(
      """
      hooks.after = ["sleep 1000 & echo $! >begun; wait", "touch second"]
      monitor.healthcheck = "http://127.0.0.1:1/"
      """)
    let end = try interrupted(sandbox)
    #expect(end.code == 130)
    #expect(end.text.contains(" of docs saved to usb in "))
    #expect(
      sandbox.normalized(end.errors).contains(
        "martlet: interrupted (exit 130)\n  Snapshots ID, ID are saved; not done: hooks.after, "
          + "healthcheck. A command of hooks.after was ended: sleep 1000"))
    let state = try sandbox.shell("cut -d ' ' -f 3 /proc/$(cat begun)/stat").text
    #expect(["", "Z\n", "X\n"].contains(state))
    #expect(try sandbox.shell("test -e second").code == 1)
    #expect(try sandbox.run("snapshots", "-r", "usb", "--json").lines.count == 1)
    #expect(!(try sandbox.run("status", "-p", "docs").text.contains("never saved")))
    try sandbox.shell("rm begun")
    let json = try interrupted(sandbox, "--json")
    #expect(JSONLine(json.lines.last ?? "")?["type"] == .text("summary"))
    #expect(json.errors.split(separator: "\n").count == 1)
    #expect(JSONLine(String(json.errors.dropLast()))?["code"] == .number(130))
  }

  @Test("What an interruption leaves undone is named, and what must be done in any case is done")
  func sequel() {
    let interruption = Interruption(Terminal(), .text)
    var done: [String] = []
    func errand(
      _ name: String, _ act: @escaping () throws(Failure) -> ExitCode = { .done }
    ) -> BackupSequel.Errand {
      BackupSequel.Errand(name: name) { () throws(Failure) in
        done.append(name)
        return try act()
      }
    }
    let care = [
      errand("keep") { () throws(Failure) in
        interruption.cancellation.cancel()
        throw .interrupted(advice: "Finish it with martlet prune")
      }, errand("check"),
    ]
    let (hooks, ping) = (errand("hooks.after"), errand("healthcheck"))
    var sequel = BackupSequel([], care + [hooks, ping], interruption)
    sequel.run(care)
    sequel.finish(hooks)
    sequel.finish(ping)
    #expect(done == ["keep", "hooks.after", "healthcheck"])
    #expect(sequel.exitCode == .interrupted)
    #expect(sequel.failure.advice == "Not done: keep, check. Finish it with martlet prune")
  }
}
