import Testing

/// `doctor` as somebody uses it.
struct DoctorTests {
  /// Subjects and texts, without those that every machine has its own of.
  private func findings(_ outcome: Sandbox.Outcome, _ sandbox: Sandbox) -> [String] {
    let own = ["Program", "Space", "Clock", "Open files", "User", "Schedule", "Libraries"]
    var lines: [String] = []
    var isOwn = false
    for line in sandbox.normalized(outcome.text).split(separator: "\n").map(String.init) {
      if !line.hasPrefix("    ") { isOwn = own.contains { line.dropFirst(4).hasPrefix($0) } }
      if !isOwn, !line.hasPrefix("Backups work"), line != "All is well." {
        lines.append(line.replacing(/\([a-z0-9 ]+, [\d.]+ [KMGT]iB free\)/, with: "(FS)"))
      }
    }
    return lines
  }

  @Test("A machine in order, line by line")
  func healthy() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; echo 1 >docs/a")
    try sandbox.run("backup", "docs", "-q")
    let run = try sandbox.run("doctor")
    #expect(run.code == 0)
    #expect(run.errors == "")
    #expect(
      findings(run, sandbox).joined(separator: "\n").replacing(/[\d.]+ KiB/, with: "N KiB") == """
        ok  Repository     ~/repository, format 1
        ok  Copies         config and 2 keys, two good copies of each
        ok  Snapshots      1 snapshot
        ok  Folders        all of them can be written
        ok  Leftovers      none
        ok  Password       from $MARTLET_PASSWORD, opens it, by the key "key"
        ok  Cache          ~/home/.cache/martlet can be written (FS)
        ok  State          ~/home/.local/state/martlet can be written (FS)
        ok  State          the database is in order (N KiB)
        ok  History        the database is in order (N KiB)
        """)
    #expect(try sandbox.run("doctor", "--no-cache").text.contains("not used (--no-cache)"))
  }

  @Test("It changes nothing")
  func harmless() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; echo 1 >docs/a")
    try sandbox.run("backup", "docs", "-q")
    // SQLite may leave an empty log.
    let list = "find repository home -type f -size +0 ! -name '*-shm' -exec md5sum {} + | sort"
    let before = try sandbox.shell(list).text
    #expect(before.contains("sqlite"))
    try sandbox.run("doctor")
    #expect(try sandbox.shell(list).text == before)
    try sandbox.shell("rm -r home")
    let homeless = try sandbox.run("doctor").text
    #expect(homeless.contains("!   State          there is no folder for it: $HOME is not set, or"))
    #expect(!homeless.contains("History"))
    #expect(try sandbox.shell("test -e home").code == 1)
    // Nor by what writes there.
    #expect(try sandbox.run("backup", "docs").code == 0)
    #expect(try sandbox.shell("test -e home").code == 1)
  }

  @Test("What keeps backups from working ends with 1, and says what to do")
  func wrong() throws {
    let sandbox = try Sandbox.withRepository()
    sandbox.environment["MARTLET_PASSWORD"] = Array("another".utf8)
    let wrong = try sandbox.run("doctor", "-q")
    #expect(wrong.code == 1)
    #expect(
      findings(wrong, sandbox).prefix(2) == [
        "x   Password       wrong password (~/repository)",
        "                   It has 2 keys: \"key\" (DAY), \"recovery\" (DAY); the 24 recovery "
          + "words open it too: --recovery-file FILE",
      ])
    #expect(wrong.lines.last?.contains("1 thing keeps backups from working") == true)
    #expect(wrong.lines.last?.hasSuffix("   exit 1") == true)
    let absent = try sandbox.run("doctor", "-r", "nowhere")
    #expect(absent.code == 1)
    #expect(
      findings(absent, sandbox).prefix(3) == [
        "x   Repository     there is no repository (~/nowhere)",
        "                   Check the path, or make a repository there: martlet init -r ~/nowhere",
        "ok  Password       from $MARTLET_PASSWORD, not tried",
      ])
    try sandbox.shell("mkdir mount")
    for place in ["mount", "mount/repository", "away/repository"] {
      #expect(
        findings(try sandbox.run("doctor", "-r", place), sandbox).prefix(2) == [
          "x   Repository     there is no repository (~/\(place))",
          "                   Is the disk mounted that it is on? If it is, check the path, or make "
            + "a repository there: martlet init -r ~/\(place)",
        ])
    }
    sandbox.environment["MARTLET_REPO"] = nil
    #expect(try sandbox.run("doctor").text.contains("x   Repository     no repository is given\n"))
    sandbox.environment["MARTLET_PASSWORD_COMMAND"] = Array("true".utf8)
    #expect(
      try sandbox.run("doctor").text.contains(
        "x   Password       2 environment variables say where the password comes from\n"))
  }

  @Test("A configuration is read as a run would read it")
  func configuration() throws {
    let sandbox = try Sandbox.withRepository()
    #expect(try !sandbox.run("doctor").text.contains("Configuration"))
    try sandbox.shell(
      "mkdir -p home/.config/martlet; printf '[profile.a]\\npathes = []\\n' "
        + ">home/.config/martlet/config.toml")
    let run = try sandbox.run("doctor")
    #expect(run.code == 1)
    #expect(
      sandbox.normalized(run.text).contains(
        "x   Configuration  ~/home/.config/martlet/config.toml, line 2, column 1: unknown key "))
    try sandbox.shell("$MARTLET config example >home/.config/martlet/config.toml")
    let example = try sandbox.run("doctor")
    #expect(example.code == 0)
    #expect(example.text.contains("~/Documents does not exist"))
  }

  @Test("A newer repository is nothing that this version may touch")
  func newer() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(
      "chmod u+w repository/config.*; for f in repository/config.*; do "
        + "printf '\\002' | dd of=$f bs=1 seek=8 conv=notrunc 2>/dev/null; done")
    let run = try sandbox.run("doctor")
    #expect(run.code == 1)
    #expect(
      run.text.contains("x   Repository     this was written by a newer martlet (config.0)\n")
    )
  }

  @Test("What deserves a look ends with 0: copies, password file, leftovers, state")
  func warnings() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(
      """
      mkdir docs; echo 1 >docs/a; printf 'a password' >password; chmod 640 password
      rm repository/config.1 $(ls repository/keys/*.0 | head -1)
      mkdir -p repository/tmp; echo 1234567 >repository/tmp/\(String(repeating: "0", count: 32))-1
      """)
    sandbox.environment["MARTLET_PASSWORD"] = nil
    sandbox.environment["MARTLET_PASSWORD_FILE"] = Array("\(sandbox.folder)/password".utf8)
    try sandbox.run("snapshots")
    try sandbox.shell(
      "cd home/.local/state/martlet; rm -f *-wal; for f in *.sqlite; do echo junk >$f; done")
    let run = try sandbox.run("doctor")
    #expect(run.code == 0)
    // A digit before a point is the end of no word.
    let text = (findings(run, sandbox).joined(separator: "\n") + "\n")
      .replacing(/(?:[0-9a-f]{32}|ID32)\.0/, with: "ID.0")
    #expect(
      text.contains(
        """
        !   Copies         this copy of the config is missing; the other one serves (config.1)
                           The other copy serves, and the next backup makes one that is missing
        !   Copies         this copy of a key slot is missing; the other one serves (keys/ID.0)
                           The other copy serves; a new key has two good ones: martlet key add

        """), "\(text)")
    #expect(text.contains("ok  Leftovers      1 temporary file of 8 B; harmless\n"))
    #expect(text.contains("from the file ~/password, opens it"))
    #expect(
      text.contains(
        """
        !   Password file  others may open ~/password (mode 0640)
                           Let only its owner open it: chmod 600 ~/password

        """))
    #expect(
      text.contains("!   State          the database cannot be used: file is not a database\n"))
    #expect(
      text.contains(
        """
        !   History        the database cannot be used: file is not a database
                           If no newer martlet wrote it, move \
        ~/home/.local/state/martlet/runs.sqlite away: log and status then begin anew

        """))
    #expect(run.lines.last?.hasPrefix("Backups work; ") == true)
  }

  @Test("Without a password nobody is asked")
  func unasked() throws {
    let sandbox = try Sandbox.withRepository()
    sandbox.environment["MARTLET_PASSWORD"] = nil
    let terminal = try PseudoTerminal()
    let started = try sandbox.start(bytes: [Array("doctor".utf8)], terminal: terminal.path)
    while started.process.isRunning {
      terminal.drain()
      // Whoever asks gets an answer, and so does not wait for good.
      if !terminal.shown.isEmpty { terminal.type("\n") }
    }
    let run = started.end()
    #expect(terminal.shown == "")
    #expect(run.code == 0)
    #expect(run.text.contains("ok  Password       asked for at the terminal, and so not tried\n"))
    #expect(!run.text.contains("Snapshots"))
  }

  @Test("--json says the same, a line each")
  func json() throws {
    let sandbox = try Sandbox.withRepository()
    sandbox.environment["MARTLET_PASSWORD"] = Array("another".utf8)
    let lines = try sandbox.run("doctor", "--json").lines.map { JSONLine($0) }
    #expect(lines.allSatisfy { $0?["schema"] == .number(1) })
    let password = lines.first { $0?["subject"] == .text("password") } ?? nil
    #expect(password?["type"] == .text("finding"))
    #expect(password?["weight"] == .text("wrong"))
    #expect(password?["text"]?.text?.hasPrefix("wrong password") == true)
    #expect(password?["advice"]?.text?.isEmpty == false)
    #expect(lines.last??["type"] == .text("summary"))
    #expect(lines.last??["wrong"] == .number(1))
    #expect(lines.last??["exit_code"] == .number(1))
  }
}
