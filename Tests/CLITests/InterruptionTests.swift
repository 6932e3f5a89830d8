import Glibc
import SystemPackage
import Testing

/// Runs that are ended from outside: by Ctrl-C, by `kill -9`, by a reader who leaves.
struct InterruptionTests {
  /// 48 MiB that compress slowly at level "max".
  private func sandboxWithMuchToDo() throws -> Sandbox {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(
      """
      mkdir big && cd big && for i in 1 2 3 4 5 6 7 8 9 10 11 12; do
        head -c 3145728 /dev/urandom | base64 >$i; done
      """)
    return sandbox
  }

  /// A backup that has begun to work.
  private func startBackup(_ sandbox: Sandbox) throws -> Sandbox.Started {
    let run = try sandbox.start(
      bytes: ["backup", "big", "--compression", "max", "--read-workers", "1"].map {
        Array($0.utf8)
      })
    while try sandbox.shell("ls repository/sessions/*").code != 0 { usleep(20_000) }
    usleep(700_000)
    return run
  }

  /// A number of the summary of a backup.
  private func bytes(_ field: String, _ outcome: Sandbox.Outcome) throws -> Double {
    let summary = try #require(outcome.lines.last.flatMap { JSONLine($0) }, "\(outcome.errors)")
    guard case .number(let bytes)? = summary[field] else { return .nan }
    return bytes
  }

  @Test("Ctrl-C keeps what was stored: the next run stores the rest, and nothing twice")
  func interrupted() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(
      """
      mkdir big; for i in 1 2 3 4 5 6 7 8; do head -c 9000000 /dev/urandom >big/$i; done
      cp -a repository whole
      """)
    // The intent takes its name first, then the first of three packs.
    let first = KilledRun.Kill(call: 1, moment: .after, name: "renameat2", signal: SIGINT)
    let end = try sandbox.run(["backup", "big", "--read-workers", "1"], killed: first).outcome
    #expect(end.code == 130)
    #expect(end.text == "")
    #expect(end.errors.contains(/but the \d+ MiB stored so far are kept/))
    let packs = try sandbox.shell("find repository/packs -type f -printf '%s\\n'")
    let kept = packs.lines.compactMap(Double.init).reduce(0, +)
    #expect(kept > 30e6)
    #expect(try sandbox.run("snapshots", "--json").text == "")
    let rest = try sandbox.run("backup", "big", "--json")
    #expect(rest.code == 0)
    sandbox.environment["MARTLET_REPO"] = Array("\(sandbox.folder)/whole".utf8)
    let all = try sandbox.run("backup", "big", "--json")
    // What rounds two packs up, and ends them where the next frame does not fit, is no more.
    #expect(try bytes("added", all) - bytes("added", rest) > kept - 2e6)
    #expect(try bytes("stored", all) - bytes("stored", rest) > kept - 2e6)
  }

  @Test("SIGTERM and SIGHUP are as good as Ctrl-C", arguments: [SIGTERM, SIGHUP])
  func otherSignals(signal: Int32) throws {
    let sandbox = try sandboxWithMuchToDo()
    let run = try startBackup(sandbox)
    run.process.send(signal)
    let end = run.end()
    #expect(end.code == 130)
    #expect(end.errors.contains("martlet: interrupted (exit 130)\n  There is no new snapshot"))
    #expect(try sandbox.shell("ls repository/sessions").text == "")
  }

  @Test("After kill -9 everything is as before, and the next run saves")
  func killed() throws {
    let sandbox = try sandboxWithMuchToDo()
    try sandbox.shell("mkdir small; echo 1 >small/1")
    try sandbox.run("backup", "small")
    let run = try startBackup(sandbox)
    run.process.send(SIGKILL)
    #expect(run.end().code == 128 + SIGKILL)
    let check = try sandbox.run("check", "--read-data")
    #expect(check.code == 0)
    #expect(check.text.contains("a session that is running or was interrupted"))
    #expect(try sandbox.run("cat", "latest:1").text == "1\n")
    #expect(try sandbox.run("backup", "big").code == 0)
    let id = try #require(JSONLine(try sandbox.run("snapshots", "--json").lines.last ?? "")?["id"])
    guard case .text(let name) = id else { return }
    #expect(try sandbox.run("restore", name, "--to", "restored").code == 0)
    #expect(try sandbox.shell("diff -r big restored").code == 0)
  }

  @Test(
    "With --json an interruption is one line of JSON, whatever it comes in",
    arguments: [
      ["snapshots", "--password-command", "echo >begun; sleep 100"],
      ["backup", "--files-from", "fifo"], ["backup", "big", "--exclude-file", "fifo"],
      ["snapshots", "--password-file", "fifo"],
    ])
  func json(arguments: [String]) throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir big; mkfifo fifo")
    let run = try sandbox.start(bytes: (arguments + ["--json"]).map { Array($0.utf8) })
    if arguments.contains("fifo") {
      // It can be opened for writing as soon as somebody reads, and nothing comes.
      let writer = open("\(sandbox.folder)/fifo", O_WRONLY)
      defer { close(writer) }
      run.process.send(SIGINT)
      try expectOneLine(run.end())
    } else {
      while try sandbox.shell("test -e begun").code != 0 { usleep(10_000) }
      run.process.send(SIGINT)
      try expectOneLine(run.end())
    }
  }

  private func expectOneLine(_ end: Sandbox.Outcome) throws {
    #expect(end.code == 130)
    #expect(end.text == "")
    let line = try #require(JSONLine(String(end.errors.dropLast())), "\(end.errors)")
    #expect(line["type"] == .text("error") && line["code"] == .number(130))
    #expect(line["advice"]?.text?.isEmpty == false)
  }

  @Test("A second Ctrl-C does not wait")
  func twice() throws {
    let sandbox = try sandboxWithMuchToDo()
    let run = try startBackup(sandbox)
    run.process.send(SIGINT)
    run.process.send(SIGTERM)
    #expect(run.end().code == 130)
    #expect(try sandbox.run("check", "--read-data").code == 0)
  }

  @Test("A reader who leaves ends a listing quietly, and no backup")
  func closedPipe() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir many; cd many; seq 20000 | xargs touch; echo long >1")
    try sandbox.run("backup", "many")
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let listing = try sandbox.start(
      bytes: ["ls", "latest"].map { Array($0.utf8) }, output: .descriptor(ends[1]))
    var first: UInt8 = 0
    #expect(read(ends[0], &first, 1) == 1)
    close(ends[0])
    let end = listing.end()
    #expect(end.code == 0)
    #expect(end.errors == "")
    let backup = try sandbox.start(
      bytes: ["backup", "many", "-q", "-v"].map { Array($0.utf8) }, output: .descriptor(ends[1]))
    close(ends[1])
    #expect(backup.end().code == 0)
    #expect(try sandbox.run("snapshots", "--json").lines.count == 2)
    #expect(try sandbox.shell("$MARTLET ls latest | head -1").text == "1\n")
  }

  @Test("Output that cannot be written is said")
  func fullOutput() throws {
    let sandbox = try Sandbox.withRepository()
    let run = try sandbox.shell(
      "mkdir a; $MARTLET backup a >/dev/full; echo $?; $MARTLET list --json; echo 1 >a/1; "
        + "$MARTLET backup a -q; $MARTLET cat latest:1 >/dev/full; echo $?")
    #expect(run.errors.contains("the output cannot be written: no space left on device (exit 13)"))
    #expect(run.lines.first == "13")
    #expect(run.lines.count == 3)
    #expect(run.lines.last == "13")
    let status = try sandbox.shell("$MARTLET status -r nowhere >/dev/full; echo $?")
    #expect(status.errors.contains("(exit 13)"))
    #expect(status.text == "13\n")
  }

  @Test("Nobody who reads is no error, whatever is printed")
  func unreadOutput() throws {
    let sandbox = try Sandbox.withRepository()
    for command in ["--help", "backup --help", "--version", "completions bash", "manual", "key"] {
      let run = try sandbox.shell(
        "{ $MARTLET \(command); echo $? >code; } | :; while ! test -s code; do :; done; cat code")
      #expect(run.text == "0\n", "\(command)")
      #expect(run.errors == "", "\(command)")
      try sandbox.shell("rm code")
    }
  }
}
