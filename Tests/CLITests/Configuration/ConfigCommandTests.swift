import TestSupport
import Testing

/// `martlet config`, word for word.
struct ConfigCommandTests {
  @Test("path says which file counts, whether it is there or not")
  func path() throws {
    let sandbox = try Sandbox()
    let none = try sandbox.run("config", "path")
    #expect(none.code == 0)
    #expect(none.text == "\(sandbox.folder)/home/.config/martlet/config.toml\n")
    #expect(none.errors.hasPrefix("martlet: there is no such file yet"))
    sandbox.environment["XDG_CONFIG_HOME"] = Array("\(sandbox.folder)/xdg".utf8)
    #expect(
      try sandbox.run("config", "path", "-q").text == "\(sandbox.folder)/xdg/martlet/config.toml\n")
    sandbox.environment["MARTLET_CONFIG"] = Array("mine.toml".utf8)
    #expect(try sandbox.run("config", "path", "-q").text == "\(sandbox.folder)/mine.toml\n")
    let line = try #require(JSONLine(try sandbox.run("config", "path", "--json").lines.first ?? ""))
    #expect(line["exists"] == .flag(false))
  }

  @Test("At a terminal the path is printable, and nowhere else")
  func pathAtTerminal() throws {
    let sandbox = try Sandbox()
    sandbox.environment["MARTLET_CONFIG"] =
      sandbox.folder.bytes + Array("/a\u{1B}[31m".utf8) + [0xFF]
    let terminal = try PseudoTerminal(columns: 200)
    #expect(try sandbox.run(at: terminal, ["config", "path", "-q"]) == 0)
    #expect(terminal.shown == "\(sandbox.folder)/a\\e[31m\\xff\r\n")
    let bytes = try sandbox.run("config", "path", "-q").output
    #expect(bytes == (sandbox.environment["MARTLET_CONFIG"] ?? []) + [UInt8(ascii: "\n")])
  }

  @Test(
    "Root has the configuration of the machine where it has none of its own",
    .enabled(if: canMount, "nothing can be mounted here"))
  func machine() throws {
    let sandbox = try Sandbox()
    let run = try sandbox.shell(
      """
      unshare -m sh -ec '
        mount -t tmpfs none /etc; mkdir -p /etc/martlet home/.config/martlet
        echo "[profile.machine]" >/etc/martlet/config.toml; $MARTLET config path
        echo "[profile.own]" >home/.config/martlet/config.toml; $MARTLET config path
      '
      """)
    #expect(run.errors == "")
    #expect(
      run.lines == [
        "/etc/martlet/config.toml", "\(sandbox.folder)/home/.config/martlet/config.toml",
      ])
  }

  @Test("example prints what check accepts")
  func example() throws {
    let sandbox = try Sandbox()
    try sandbox.shell(
      """
      $MARTLET config example >example.toml; mkdir -p home/Documents home/Pictures
      touch home/.martlet-password
      """)
    sandbox.environment["MARTLET_CONFIG"] = Array("example.toml".utf8)
    let check = try sandbox.run("config", "check")
    #expect(check.code == 0)
    #expect(
      sandbox.normalized(check.text)
        == "~/example.toml can be used: profiles docs; repositories usb.\n")
  }

  @Test("check tells all errors, and what is only worth a look")
  func check() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.run("config", "check").code == 64)
    try sandbox.shell("mkdir -p home/.config/martlet")
    func check(_ text: String, _ options: String...) throws -> Sandbox.Outcome {
      try sandbox.shell("cat >home/.config/martlet/config.toml <<'END'\n\(text)\nEND")
      return try sandbox.run(["config", "check"] + options)
    }
    let wrong = try check("[profile.a]\npathes = []\nkeep = {}")
    #expect(wrong.code == 64)
    #expect(
      sandbox.normalized(wrong.text) == """
        ! line 2, column 1: unknown key "pathes". Did you mean "paths"?
        ! line 3, column 8: "keep" is empty: it would keep nothing. Say how many stay, such as \
        { last = 5, daily = 14 }, or leave it out
        ~/home/.config/martlet/config.toml cannot be used: 2 errors.   exit 64

        """)
    let missing = try check(
      """
      [repo.a]
      location = "sftp://x/y"
      password-file = "/nowhere"
      [profile.b]
      schedule = "*-*-* 77:00"
      monitor.metrics-file = "/nowhere/x.prom"
      """)
    #expect(missing.code == 64)
    #expect(
      missing.lines.dropLast() == [
        "! line 2, column 12: this version has only repositories in folders of this machine",
        "! line 3, column 17: /nowhere does not exist",
        "! line 4, column 10: the profile has no paths: there is nothing to save",
        "! line 4, column 10: the profile has no repository: -r has to name one each time",
        "! line 5, column 12: systemd does not take \"*-*-* 77:00\" as a time",
        "! line 6, column 24: /nowhere does not exist",
      ])
    let lines = try check("x = 1", "--json").lines.map { JSONLine($0) }
    #expect(lines.first??["column"] == .number(1))
    #expect(lines.last??["errors"] == .number(1))
  }

  @Test("show says what holds and where it comes from, and no secret")
  func show() throws {
    let sandbox = try ProfileTests.sandbox(
      """
      schedule = "weekly"
      hooks.before = ["echo secret-word"]
      monitor.healthcheck = "https://user:secret-word@hc.example/secret-word"
      """)
    let shown = try sandbox.run("config", "show")
    #expect(shown.code == 0)
    #expect(
      sandbox.normalized(shown.text) == """
        Configuration ~/home/.config/martlet/config.toml

        repo usb
          location           ~/usb                   line 2
          password-file      ~/secret                line 3

        repo nas
          location           ~/nas                   line 5
          password-command   (not shown)             line 6

        profile docs
          repo               usb, nas                line 8
          paths              ~/docs                  line 9
          exclude            *.tmp                   line 10
          compression        default                 default
          set                docs                    default
          read-workers       one a processor         default
          schedule           weekly                  line 11
          overdue-after      252 h                   default
          keep               everything              default
          check              by hand                 default
          hooks.before       1 command (not shown)   line 12
          healthcheck        (not shown)             line 13

        """)
    sandbox.environment["MARTLET_PASSWORD"] = Array("secret-word".utf8)
    let given = try sandbox.run("config", "show", "-p", "docs", "-r", "/x", "--json")
    #expect(!given.text.contains("secret-word"))
    let rows = given.lines.map { JSONLine($0) }
    #expect(rows.contains { $0?["origin"] == .text("--repo") })
    #expect(rows.contains { $0?["origin"] == .text("$MARTLET_PASSWORD") })
  }
}
