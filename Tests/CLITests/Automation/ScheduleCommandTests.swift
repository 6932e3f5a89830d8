import Glibc
import SystemPackage
import TestSupport
import Testing

/// `martlet schedule`, with a systemd that does not run and a cron that is a script.
struct ScheduleCommandTests {
  private static let units = "home/.config/systemd/user"

  /// A sandbox with a profile, and programs of its own in `bin`.
  private func sandbox(_ more: String = "schedule = \"daily 12:30\"") throws -> Sandbox {
    let sandbox = try ProfileTests.sandbox(more)
    try sandbox.shell(
      """
      mkdir bin; cat >bin/crontab <<'END'
      #!/bin/sh
      if [ "$1" != -l ]; then cp "$1" crontab.txt
      elif [ -e broken ]; then echo "input/output error" >&2; exit 1
      elif [ -e crontab.txt ]; then cat crontab.txt
      else echo "no crontab for me" >&2; exit 1; fi
      END
      chmod 755 bin/crontab
      """)
    sandbox.environment["PATH"] = Array("\(sandbox.folder)/bin:/usr/bin:/bin".utf8)
    return sandbox
  }

  private func install(_ sandbox: Sandbox, _ options: String...) throws -> Sandbox.Outcome {
    try sandbox.run(["schedule", "install", "-p", "docs"] + options)
  }

  @Test("doctor says that the schedule of the profile is not installed, until it is")
  func doctor() throws {
    let sandbox = try sandbox()
    let finding = "that of the profile docs is not installed, so nothing starts its backups"
    let before = try sandbox.run("doctor", "-p", "docs", "-r", "usb")
    #expect(before.code == 0)
    #expect(
      before.text.contains(
        """
        !   Schedule       \(finding)
                           Install it: martlet schedule install -p docs

        """), "\(before.text)")
    #expect(try sandbox.run("doctor", "-r", "usb").text.contains(finding) == false)
    #expect(try install(sandbox, "--with", "cron").code == 0)
    #expect(try sandbox.run("doctor", "-p", "docs", "-r", "usb").text.contains(finding) == false)
  }

  @Test("A timer and a service are written, shown and deleted; --dry-run only tells of them")
  func units() throws {
    let sandbox = try sandbox()
    let planned = try install(sandbox, "--with", "systemd", "-n")
    #expect(try sandbox.shell("test -e \(Self.units)").code == 1)
    let installed = try install(sandbox, "--with", "systemd")
    #expect(installed.code == 0)
    #expect(
      sandbox.normalized(installed.text) == """
        Profile docs is saved daily CLOCK.
          ~/\(Self.units)/martlet-docs.service
          ~/\(Self.units)/martlet-docs.timer
        ! systemd cannot be told here; where it can: systemctl --user enable --now \
        martlet-docs.timer

        """)
    let written = try sandbox.shell(
      "for f in \(Self.units)/*; do echo \"--- $PWD/$f\"; cat $f; echo; done")
    #expect(written.text == planned.text)
    #expect(
      sandbox.normalized(try sandbox.run("schedule", "show").text).replacing(/[ ]+/, with: " ")
        == "profile when next by\ndocs daily CLOCK not known here systemd, for this user\n")
    let none = try sandbox.run("schedule", "show", "-p", "other")
    #expect(none.text == "Nothing is scheduled: martlet schedule install -p PROFILE\n")
    // Of a profile that is not in the configuration any more.
    try sandbox.shell("rm home/.config/martlet/config.toml")
    #expect(try sandbox.run("schedule", "remove", "-p", "docs", "-n").lines.count == 3)
    #expect(try sandbox.run("schedule", "remove", "-p", "docs").lines.count == 3)
    #expect(try sandbox.shell("ls \(Self.units)").text == "")
    #expect(
      try sandbox.run("schedule", "remove", "-p", "docs").text
        == "Nothing is scheduled for the profile docs here.\n")
  }

  @Test("The service says what is run, with which configuration, credentials and limits")
  func service() throws {
    let sandbox = try sandbox("schedule = \"hourly\"")
    sandbox.environment["XDG_STATE_HOME"] = Array("\(sandbox.folder)/state".utf8)
    // Without a command for its password.
    try sandbox.shell("sed -i /password-command/d home/.config/martlet/config.toml")
    let text = sandbox.normalized(
      try install(sandbox, "--with", "systemd", "--system", "-n").text
    ).replacing(/ExecStart=".*"/, with: "ExecStart=PROGRAM")
    #expect(
      text.contains(
        """
        [Service]
        Type=oneshot
        ExecStart=PROGRAM backup -p docs --progress none
        Environment="MARTLET_CONFIG=~/home/.config/martlet/config.toml"
        Environment="HOME=~/home"
        Environment="XDG_STATE_HOME=~/state"
        LoadCredential=martlet-password-usb:~/home/secret
        # Whoever works at the machine comes first.
        Nice=10
        IOSchedulingClass=best-effort
        IOSchedulingPriority=7
        NoNewPrivileges=yes
        LockPersonality=yes
        MemoryDenyWriteExecute=yes
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        SystemCallArchitectures=native
        # It writes there and nowhere else; what does not exist yet is no error.
        ProtectSystem=strict
        ReadWritePaths="-~/home/usb" "-~/home/nas" "-~/state/martlet" "-~/home/.cache/martlet"

        """), "\(text)")
    #expect(text.contains("OnCalendar=*-*-* *:CLOCK\n"))
    try sandbox.shell(
      "echo 'hooks.before = [\"true\"]' >>home/.config/martlet/config.toml")
    let free = try install(sandbox, "--with", "systemd", "--system", "-n").text
    #expect(free.contains("# Its commands may need anything"))
    #expect(!free.contains("NoNewPrivileges") && !free.contains("ProtectSystem"))
    let asked = try install(sandbox, "--with", "systemd").text
    #expect(asked.contains("! nas has neither password-file nor password-command"))
  }

  @Test("systemd accepts the units, whatever is in the paths", arguments: ["--user", "--system"])
  func verified(scope: String) throws {
    let sandbox = try sandbox()
    try sandbox.shell("mkdir 'conf ig%'")
    try sandbox.write(
      """
      [repo.usb]
      location = "~/a b%h \\"$HOME' é"
      password-file = "~/a %b"
      [profile.docs]
      repo = ["usb"]
      paths = ["~/docs"]
      schedule = "Mon..Fri *:0/15"
      """, to: "conf ig%/config.toml")
    sandbox.environment["MARTLET_CONFIG"] = Array("\(sandbox.folder)/conf ig%/config.toml".utf8)
    let planned = try sandbox.shell(
      """
      mkdir 'pro $HOME%h'; cp "$MARTLET" 'pro $HOME%h/'
      './pro $HOME%h/martlet' schedule install -p docs --with systemd -n --json \
        \(scope == "--system" ? scope : "")
      """)
    #expect(planned.code == 0, "\(planned.errors)")
    for line in planned.lines.compactMap({ JSONLine($0) }) {
      guard case .text(let path)? = line["path"], case .text(let text)? = line["text"] else {
        continue
      }
      try sandbox.write(text, to: path.split(separator: "/").last.map(String.init) ?? "")
    }
    let unit = try sandbox.shell("cat martlet-docs.service").text
    #expect(unit.contains("/conf ig%%/config.toml"))
    #expect(unit.contains("pro $HOME%%h/martlet\" backup"))
    #expect(unit.contains("a b%%h \\\"$HOME' é") == (scope == "--system"))
    let verified = try sandbox.shell(
      "export XDG_RUNTIME_DIR=$PWD; systemd-analyze \(scope) verify --man=no martlet-docs.*")
    #expect(verified.code == 0)
    #expect(verified.errors == "")
    #expect(verified.text == "")
  }

  @Test("The service runs by hand as it is written, and takes the password from its credential")
  func runByHand() throws {
    let sandbox = try sandbox()
    try sandbox.shell("sed -i '/^repo = /s/, \"nas\"//' home/.config/martlet/config.toml")
    #expect(try install(sandbox, "--with", "systemd").code == 0)
    let run = try sandbox.shell(
      """
      unit=\(Self.units)/martlet-docs.service
      mkdir credentials; export CREDENTIALS_DIRECTORY=$PWD/credentials
      sed -n 's/^LoadCredential=//p' $unit | while IFS=: read -r name path; do
        cp "$path" "credentials/$name"; done
      rm home/secret; cp home/.config/martlet/config.toml elsewhere.toml
      eval "$(sed -n 's/^Environment=/export /p' $unit)"
      eval "$(sed -n 's/^ExecStart=//p' $unit)"
      """)
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.text.hasPrefix("Snapshot "))
  }

  @Test("Files of others stay as they are; what cannot be scheduled says why")
  func refusals() throws {
    let sandbox = try sandbox("")
    func message(_ outcome: Sandbox.Outcome) -> String {
      "\(outcome.code) \(outcome.errors.split(separator: "\n").first ?? "")"
    }
    #expect(
      message(try install(sandbox, "--with", "systemd"))
        == "64 martlet: the profile \"docs\" has no schedule (exit 64)")
    #expect(
      message(try install(sandbox, "--time", "noon"))
        == "64 martlet: \"noon\" is no time (exit 64)")
    #expect(try install(sandbox, "--time", "*-*-* 99:00", "--with", "systemd").code == 64)
    #expect(
      message(try install(sandbox, "--time", "Mon..Fri 12:30", "--with", "cron"))
        == "64 martlet: cron does not understand \"Mon..Fri 12:30\" (exit 64)")
    #expect(try sandbox.run("schedule", "install", "--time", "daily").code == 64)
    #expect(try sandbox.run("schedule", "remove").code == 64)
    #expect(try sandbox.run("schedule", "remove", "-p", "../x").code == 64)
    try sandbox.shell("mkdir -p \(Self.units); echo mine >\(Self.units)/martlet-docs.timer")
    #expect(try install(sandbox, "--time", "daily", "--with", "systemd").code == 5)
    #expect(try sandbox.run("schedule", "remove", "-p", "docs").code == 5)
    #expect(try sandbox.shell("cat \(Self.units)/*").text == "mine\n")
    #expect(try sandbox.run("schedule", "show").lines.count == 1)
    try sandbox.shell("echo '[profile.free]' >>home/.config/martlet/config.toml")
    #expect(
      message(try sandbox.run("schedule", "install", "-p", "free", "--time", "daily"))
        == "64 martlet: the profile \"free\" has no repository, and a scheduled run gets no -r "
        + "(exit 64)")
  }

  @Test("Without systemd a line of the crontab does it, and other lines stay as they are")
  func cron() throws {
    let sandbox = try sandbox("schedule = \"weekly sun 03:05\"")
    try sandbox.shell(
      """
      printf 'MAILTO=me\\n\\n# martlet schedule other: daily\\n1 2 3 4 5 other' >crontab.txt
      cp home/.config/martlet/config.toml 'a 100% b'
      """)
    sandbox.environment["MARTLET_CONFIG"] = Array("\(sandbox.folder)/a 100% b".utf8)
    let installed = try install(sandbox, "--with", "cron")
    #expect(installed.code == 0)
    #expect(try install(sandbox, "--with", "cron", "--time", "daily 12:30").code == 0)
    let lines = try sandbox.shell("cat crontab.txt").lines
    #expect(
      lines.dropLast() == ["MAILTO=me", "# martlet schedule other: daily", "1 2 3 4 5 other"])
    let line = try #require(lines.last)
    #expect(line.hasPrefix("30 12 * * * MARTLET_CONFIG='\(sandbox.folder)/a 100\\% b' "))
    #expect(
      line.hasSuffix(
        "/martlet backup -p docs --progress none --quiet # martlet schedule docs: daily 12:30"))
    // As cron reads it.
    let run = try sandbox.shell(
      "sed -n '$s/^[^ ]* [^ ]* [^ ]* [^ ]* [^ ]* //p' crontab.txt | sed 's/\\\\%/%/g' | sh")
    #expect(run.code == 0 && run.text == "" && run.errors == "")
    #expect(try sandbox.run("snapshots", "-r", "usb", "--json").lines.count == 1)
    let shown = try sandbox.run("schedule", "show", "--json")
    #expect(JSONLine(shown.lines.first ?? "")?["by"] == .text("cron"))
    let next = try sandbox.run("schedule", "show").lines.last
    #expect(next?.contains(/(today|tomorrow) 12:30   cron/) == true, "\(next ?? "")")
    #expect(try sandbox.run("schedule", "remove", "-p", "docs").lines.last == "  crontab")
    #expect(try sandbox.shell("tail -n 1 crontab.txt").text == "1 2 3 4 5 other\n")
    #expect(try !sandbox.shell("cat crontab.txt").text.contains("docs"))
    try sandbox.shell("rm bin/crontab; ln -s /bin/false bin/none")
    sandbox.environment["PATH"] = Array("\(sandbox.folder)/bin".utf8)
    #expect(try install(sandbox, "--with", "cron").errors.contains("neither systemd nor cron"))
  }

  @Test("What others have in the crontab stays, byte by byte, and one that cannot be read too")
  func foreignCrontab() throws {
    let sandbox = try sandbox()
    let foreign = "1 2 * * * /bin/a\\r\\n3 4 * * * /home/m\\374ller/b\\n"
    try sandbox.shell("printf '\(foreign)' >crontab.txt; cp crontab.txt before")
    #expect(try install(sandbox, "--with", "cron").code == 0)
    #expect(try sandbox.shell("head -n 2 crontab.txt | cmp - before").code == 0)
    #expect(try sandbox.run("schedule", "remove", "-p", "docs").code == 0)
    #expect(try sandbox.shell("cmp crontab.txt before").code == 0)
    try sandbox.shell("touch broken")
    let broken = try install(sandbox, "--with", "cron")
    #expect(broken.code == 1)
    #expect(broken.errors.hasPrefix("martlet: the crontab cannot be read, so it is left alone"))
    #expect(try sandbox.shell("cmp crontab.txt before").code == 0)
  }

  @Test(
    "A systemd that runs is told to reload and to enable the timer, and asked for its next time",
    .enabled(if: canMount, "nothing can be mounted here"))
  func running() throws {
    let sandbox = try sandbox()
    let run = try sandbox.shell(
      """
      cat >bin/systemctl <<'END'
      #!/bin/sh
      echo "$TZ $*" >>told
      case $* in *show*) echo 'Mon 2033-05-16 12:30:41 UTC';; esac
      END
      chmod 755 bin/systemctl
      unshare -m sh -ec '
        mount -t tmpfs none /run; mkdir -p /run/systemd/system /run/user/systemd
        export XDG_RUNTIME_DIR=/run/user
        $MARTLET schedule install -p docs; $MARTLET schedule show
        $MARTLET schedule remove -p docs -q
      '; cat told
      """)
    #expect(run.code == 0, "\(run.errors)")
    #expect(
      sandbox.normalized(run.text).replacing(/[ ]+/, with: " ") == """
        Profile docs is saved daily CLOCK, next DAY CLOCK.
         ~/\(Self.units)/martlet-docs.service
         ~/\(Self.units)/martlet-docs.timer
        ! it runs only while you are logged in; for always: loginctl enable-linger
        profile when next by
        docs daily CLOCK DAY CLOCK systemd, for this user
        UTC --user daemon-reload
        UTC --user enable --now martlet-docs.timer
        UTC --user show --property=NextElapseUSecRealtime --value martlet-docs.timer
        UTC --user show --property=NextElapseUSecRealtime --value martlet-docs.timer
        UTC --user disable --now martlet-docs.timer
        UTC --user daemon-reload

        """)
  }
}
