import TestSupport
import Testing

/// Everything that goes wrong has its exit code, and says what to do.
struct FailureTests {
  @Test("A wrong, empty, missing or doubly given password")
  func passwords() throws {
    let sandbox = try Sandbox.withRepository()
    sandbox.environment["MARTLET_PASSWORD"] = Array("another".utf8)
    let wrong = try sandbox.run("snapshots")
    #expect(wrong.code == 12)
    #expect(
      sandbox.normalized(wrong.errors) == """
        martlet: wrong password for the repository at ~/repository (exit 12)
          It has 2 keys: "key" (DAY), "recovery" (DAY); the 24 recovery words open it too: \
        --recovery-file FILE.

        """)
    sandbox.environment["MARTLET_PASSWORD"] = []
    #expect(
      try sandbox.run("snapshots").errors.hasPrefix("martlet: the password is empty (exit 12)"))
    sandbox.environment["MARTLET_PASSWORD"] = nil
    let none = try sandbox.run("snapshots")
    #expect(none.code == 12)
    #expect(none.errors.hasPrefix("martlet: there is no password, and no terminal to ask for it"))
    #expect(try sandbox.run("snapshots", "--password-file", "nowhere").code == 12)
    sandbox.environment["MARTLET_PASSWORD"] = Array("a password".utf8)
    sandbox.environment["MARTLET_PASSWORD_FILE"] = Array("file".utf8)
    #expect(try sandbox.run("snapshots").code == 64)
  }

  @Test("A password command that prints without end is no password, and ends")
  func endlessPassword() throws {
    let sandbox = try Sandbox.withRepository()
    #expect(try sandbox.run("snapshots", "--password-command", "yes").code == 12)
  }

  @Test(
    "Without /proc the arguments are what they are",
    .enabled(if: canMount, "nothing can be mounted here"))
  func withoutProc() throws {
    let sandbox = try Sandbox.withRepository()
    let run = try sandbox.shell(
      """
      mkdir docs; echo text >docs/a
      unshare --mount sh -c 'umount -l /proc && "$MARTLET" backup docs' && "$MARTLET" ls latest
      """)
    #expect(run.lines.last == "a")
  }

  @Test("Where a password comes from: option, environment, credential, each before the next")
  func sources() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("printf 'a password\\n' >right; printf wrong >wrong; mkdir credentials")
    sandbox.environment["MARTLET_PASSWORD"] = Array("wrong".utf8)
    #expect(try sandbox.run("snapshots", "--password-file", "right").code == 0)
    #expect(try sandbox.run("snapshots", "--password-command", "cat right").code == 0)
    #expect(try sandbox.run("snapshots", "--password-command", "exit 3").code == 12)
    #expect(
      try sandbox.run(
        "snapshots", "--password-command", "cat right", "--password-file", "right"
      ).code == 64)
    sandbox.environment["MARTLET_PASSWORD"] = nil
    sandbox.environment["CREDENTIALS_DIRECTORY"] = Array("\(sandbox.folder)/credentials".utf8)
    #expect(try sandbox.run("snapshots").code == 12)
    try sandbox.shell("cp right credentials/martlet-password")
    #expect(try sandbox.run("snapshots").code == 0)
    sandbox.environment["MARTLET_PASSWORD_FILE"] = Array("wrong".utf8)
    #expect(try sandbox.run("snapshots").code == 12)
    sandbox.environment["MARTLET_PASSWORD_FILE"] = nil
    sandbox.environment["MARTLET_PASSWORD_COMMAND"] = Array("cat right".utf8)
    #expect(try sandbox.run("snapshots").code == 0)
  }

  @Test("A password command sees no password in its environment")
  func secretsOfChildren() throws {
    let sandbox = try Sandbox.withRepository()
    let run = try sandbox.run(
      "snapshots", "--password-command", "env >seen; printf 'a password'")
    #expect(run.code == 0)
    let seen = try sandbox.shell("cat seen").text
    #expect(seen.contains("HOME="))
    #expect(!seen.contains("a password"))
  }

  @Test("No repository, none given, one already there, something else there")
  func places() throws {
    let sandbox = try Sandbox.withRepository()
    let second = try sandbox.run("init", "--kdf-cost", "15")
    #expect(second.code == 1)
    #expect(second.errors.hasPrefix("martlet: there is a repository already at "))
    #expect(try sandbox.run("snapshots", "-r", "nowhere").code == 10)
    try sandbox.shell("mkdir empty full && touch full/something file")
    #expect(try sandbox.run("snapshots", "-r", "empty").code == 10)
    #expect(try sandbox.run("snapshots", "-r", "file").code == 10)
    let full = try sandbox.run("init", "-r", "full")
    #expect(full.code == 1)
    #expect(full.errors.contains("it holds something"))
    #expect(try sandbox.run("snapshots", "-r", "sftp://host/path").code == 64)
    sandbox.environment["MARTLET_REPO"] = nil
    #expect(try sandbox.run("snapshots").code == 64)
    // Options may stand before the command as well.
    #expect(try sandbox.run("-r", "repository", "snapshots").code == 0)
  }

  @Test("Of two inits at once one makes the repository and the other fails with 1")
  func race() throws {
    let sandbox = try Sandbox()
    let runs = try ["first", "second"].map { password in
      sandbox.environment["MARTLET_PASSWORD"] = Array(password.utf8)
      return try sandbox.start(bytes: ["init", "--kdf-cost", "15"].map { Array($0.utf8) })
    }
    let ends = runs.map { $0.end() }
    #expect(ends.map(\.code).sorted() == [0, 1])
    let winner = ends[0].code == 0 ? "first" : "second"
    sandbox.environment["MARTLET_PASSWORD"] = Array(winner.utf8)
    #expect(try sandbox.run("check").code == 0)
  }

  @Test("Mistyped commands and options are named, with what was probably meant")
  func typing() throws {
    let sandbox = try Sandbox()
    let command = try sandbox.run("bakcup", "x")
    #expect(command.code == 64)
    #expect(
      command.errors
        == "martlet: there is no command \"bakcup\" (exit 64)\n  Did you mean: martlet backup?\n")
    let option = try sandbox.run("backup", "--forse-read", "x")
    #expect(option.code == 64)
    #expect(
      option.errors == """
        martlet: unknown option '--forse-read' (exit 64)
          Did you mean '--force-read'? See: martlet backup --help.

        """)
    for (words, typed, meant) in [
      ("forget --keep-dayly 3", "--keep-dayly", "--keep-daily"),
      ("restore latest --too x", "--too", "--to"), ("tag 3f9a0000 --ad x", "--ad", "--add"),
      ("note --clera 3f9a0000", "--clera", "--clear"), ("--verison", "--verison", "--version"),
      ("undelete --dry", "--dry", "--dry-run"), ("--json --bogus", "--bogus", nil),
      ("key list --jsno", "--jsno", "--json"),
    ] {
      let wrong = try sandbox.run(words.split(separator: " ").map(String.init))
      #expect(wrong.code == 64)
      #expect(wrong.errors.contains("unknown option '\(typed)'"), "\(words)")
      if let meant { #expect(wrong.errors.contains("Did you mean '\(meant)'?"), "\(words)") }
    }
    let alone = try sandbox.run("-r", "x")
    #expect(alone.code == 64 && alone.errors.hasPrefix("martlet: no command is given (exit 64)"))
    let kind = try sandbox.run("find", "a", "--kind", "dir")
    #expect(kind.code == 64 && !kind.errors.contains("\\n"))
    let missing = try sandbox.run("restore", "latest", "--json")
    #expect(missing.code == 64)
    #expect(missing.text == "")
    let line = try #require(JSONLine(String(missing.errors.dropLast())))
    #expect(line["type"] == .text("error"))
    #expect(line["code"] == .number(64))
    #expect(try sandbox.run("init", "--kdf-cost", "22").code == 64)
    #expect(try sandbox.run("backup", "x", "--read-workers", "0").code == 64)
  }

  @Test("Help and version end with 0 and say only what is there")
  func help() throws {
    let sandbox = try Sandbox()
    for arguments in [[], ["--help"], ["help"], ["-h"]] {
      let help = try sandbox.run(arguments)
      #expect(help.code == 0 && help.errors == "")
      #expect(help.text.contains("Every day\n  init"))
      #expect(!help.text.contains("mount"))
    }
    #expect(try sandbox.run("backup", "--help").text.contains("--force-read"))
    #expect(try sandbox.run("--version").text.wholeMatch(of: /martlet \d+\.\d+\.\d+\n/) != nil)
  }

  @Test("Snapshots that do not exist, that are meant twice, and latest of several sets")
  func names() throws {
    let sandbox = try Sandbox.withRepository()
    #expect(
      try sandbox.run("ls", "latest").errors.hasPrefix("martlet: there are no snapshots (exit 1)"))
    try sandbox.shell("mkdir one two; touch one/1 two/2")
    for folder in ["one", "two", "one", "one"] { try sandbox.run("backup", folder, "-q") }
    #expect(try sandbox.run("ls", "nonsense").code == 1)
    #expect(try sandbox.run("ls", "latest~9").code == 1)
    let took = try sandbox.run("ls", "latest")
    #expect(took.text == "1\n")
    #expect(
      sandbox.normalized(took.errors) == "martlet: took ID of ~/one, the newest of 2 sets\n")
    #expect(try sandbox.run("ls", "latest~2", "-q").text == "1\n")
    let restore = try sandbox.run("restore", "latest", "--to", "target")
    #expect(restore.code == 1)
    #expect(restore.errors.contains("could mean a snapshot of 2 sets"))
    #expect(sandbox.normalized(restore.errors).contains("ID of ~/one; ID of ~/two"))
    // With seventeen snapshots two IDs begin with the same digit.
    for _ in 0..<13 { try sandbox.run("backup", "one", "-q") }
    let ids = try sandbox.run("snapshots", "--json").lines.compactMap { JSONLine($0)?["id"] }
    let digits = ids.compactMap { if case .text(let id) = $0 { id.first } else { nil } }
    let twice = try #require(digits.first { digit in digits.count { $0 == digit } > 1 })
    let ambiguous = try sandbox.run("ls", String(twice))
    #expect(ambiguous.code == 1)
    #expect(ambiguous.errors.contains("snapshots begin with \(twice)"))
  }
}
