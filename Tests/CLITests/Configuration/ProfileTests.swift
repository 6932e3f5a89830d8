import Testing

/// Profiles as somebody uses them: in place of options, below options, and when they are wrong.
struct ProfileTests {
  /// A sandbox with two repositories and a profile that goes into both; no password anywhere else.
  static func sandbox(_ more: String = "") throws -> Sandbox {
    let sandbox = try Sandbox()
    for name in ["MARTLET_REPO", "MARTLET_PASSWORD"] { sandbox.environment[name] = nil }
    let made = try sandbox.shell(
      """
      mkdir -p home/.config/martlet home/docs; echo hello >home/docs/a; echo tmp >home/docs/b.tmp
      echo 'a password' >home/secret; cat >home/.config/martlet/config.toml <<'END'
      [repo.usb]
      location = "~/usb"
      password-file = "~/secret"
      [repo.nas]
      location = "~/nas"
      password-command = "cat ~/secret"
      [profile.docs]
      repo = ["usb", "nas"]
      paths = ["~/docs"]
      exclude = ["*.tmp"]
      \(more)
      END
      $MARTLET init -r usb --kdf-cost 15 -q >words && $MARTLET init -r nas --kdf-cost 15 -q >words
      """)
    try #require(made.code == 0, "\(made.errors)")
    return sandbox
  }

  @Test("A profile says what is saved, what is left out, where to, as which set, with which key")
  func backup() throws {
    let sandbox = try Self.sandbox()
    let saved = try sandbox.run("backup", "-p", "docs", "-v")
    #expect(saved.code == 0)
    #expect(
      sandbox.normalized(saved.text).replacing(/Added .*/, with: "Added …") == """
        Snapshot ID of docs saved to usb in T.
          1 file, 6 B: 1 new, 0 changed, 0 deleted, 0 unchanged; 1 excluded (1 rule)
          Added …
          1 excluded by *.tmp (profile docs)
        Snapshot ID of docs saved to nas in T.
          1 file, 6 B: 1 new, 0 changed, 0 deleted, 0 unchanged; 1 excluded (1 rule)
          Added …
          1 excluded by *.tmp (profile docs)

        """)
    sandbox.environment["MARTLET_PROFILE"] = Array("docs".utf8)
    let listed = try sandbox.run("ls", "latest")
    #expect(listed.text == "a\n")
    #expect(
      listed.errors == "martlet: this is about usb, the first of 2 repositories of the profile; "
        + "-r names another\n")
    #expect(try sandbox.run("-p", "docs", "-r", "nas", "ls", "latest").errors == "")
  }

  @Test("As JSON every line says which repository it is of, and the summaries come last")
  func json() throws {
    let sandbox = try Self.sandbox("keep = { last = 1 }\ncheck = { every = \"1d\" }")
    func types() throws -> [String] {
      let saved = try sandbox.run("backup", "-p", "docs", "--json")
      #expect(saved.code == 0 && saved.errors == "")
      let lines = saved.lines.compactMap { JSONLine($0) }
      let places = lines.map { $0["repository"]?.text?.suffix(3) }
      #expect(places.filter { $0 == "usb" }.count == places.filter { $0 == "nas" }.count)
      #expect(!places.contains(nil))
      #expect(lines.last?["snapshot"]?.text?.count == 64)
      return lines.compactMap { $0["type"]?.text }
    }
    #expect(try types() == ["saved", "saved", "checked", "checked", "summary", "summary"])
    #expect(try types() == ["saved", "saved", "forgotten", "forgotten", "summary", "summary"])
  }

  @Test("Options and the environment go before a profile; patterns add to it")
  func precedence() throws {
    let sandbox = try Self.sandbox("compression = \"max\"\nread-workers = 1")
    let saved = try sandbox.run(
      "backup", "-p", "docs", "-r", "usb", "--set", "mine", "--exclude", "!b.tmp", "--json")
    let summary = try #require(JSONLine(saved.lines.first ?? ""))
    #expect(saved.lines.count == 1)
    #expect(summary["set"] == .text("mine"))
    #expect(summary["files"] == .number(2))
    let other = try sandbox.run("backup", "-p", "docs", "-r", "usb", "home/secret", "--json")
    #expect(JSONLine(other.lines.first ?? "")?["set"] == .text(""))
    sandbox.environment["MARTLET_REPO"] = Array("nas".utf8)
    let named = try sandbox.run("snapshots", "-p", "docs")
    #expect(named.text.contains("No snapshots yet at \(sandbox.folder)/home/nas"))
    #expect(
      named.errors == "martlet: $MARTLET_REPO goes before the repositories of the profile\n")
    sandbox.environment["MARTLET_PASSWORD"] = Array("wrong".utf8)
    #expect(try sandbox.run("snapshots").code == 12)
    #expect(try sandbox.run("snapshots", "--password-file", "home/secret").code == 0)
    // A path is never a name.
    sandbox.environment["MARTLET_PASSWORD"] = nil
    #expect(try sandbox.run("snapshots", "-r", "./nas").code == 10)
  }

  @Test("A profile says what is said about its snapshots, and whether there is one of nothing new")
  func remarks() throws {
    let sandbox = try Self.sandbox(
      "tags = [\"laptop\"]\nnote = \"Papers\"\nskip-if-unchanged = true")
    func saved(_ options: String...) throws -> JSONLine {
      let run = try sandbox.run(["backup", "-p", "docs", "-r", "usb", "--json"] + options)
      return try #require(JSONLine(run.lines.first ?? ""))
    }
    #expect(try saved()["same_as"] == .null)
    let first = try #require(
      JSONLine(try sandbox.run("snapshots", "-r", "usb", "--json").lines.first ?? ""))
    #expect(first["tags"] == .list([.text("laptop")]))
    #expect(first["note"] == .text("Papers"))
    #expect(try saved()["same_as"] == first["id"])
    let logged = try sandbox.run("log", "-n", "1").lines.last
    #expect(logged?.contains("nothing changed since ") == true)
    #expect(try sandbox.run("status", "-r", "usb").code == 0)
  }

  @Test("A repository that fails does not keep the others from their snapshots")
  func oneFails() throws {
    let sandbox = try Self.sandbox()
    try sandbox.shell("mv home/usb home/away")
    let saved = try sandbox.run("backup", "-p", "docs")
    #expect(saved.code == 10)
    #expect(saved.errors.contains("martlet: there is no repository at \(sandbox.folder)/home/usb"))
    #expect(try sandbox.run("ls", "-r", "nas", "latest").text == "a\n")
    let stream = try sandbox.run("backup", "-p", "docs", "--stdin-name", "x")
    #expect(stream.code == 64)
  }

  @Test("With a profile, latest is that of its set, and snapshots lists that alone")
  func latestOfProfile() throws {
    let sandbox = try Self.sandbox()
    try sandbox.shell(
      """
      $MARTLET backup -q -p docs; mkdir other; echo other >other/a; cd other
      MARTLET_PASSWORD_FILE=$HOME/secret $MARTLET backup -q -r $HOME/usb .
      """)
    #expect(try sandbox.run("cat", "-p", "docs", "latest:a").text == "hello\n")
    #expect(try sandbox.run("snapshots", "-p", "docs", "--json").lines.count == 1)
    #expect(try sandbox.run("snapshots", "-r", "usb", "--json").lines.count == 2)
    let other = try sandbox.run("cat", "-p", "docs", "--path", "other", "latest:a")
    #expect(other.code == 1, "of the profile, and of another path, is none")
    #expect(try sandbox.run("pin", "-p", "docs", "latest").code == 0)
    let pinned = try sandbox.run("snapshots", "-r", "usb", "--json").lines.compactMap {
      JSONLine($0)?["pinned"]
    }
    #expect(pinned == [.flag(true), .flag(false)])
  }

  @Test("A profile or a name that is not there, and a configuration that is wrong")
  func mistakes() throws {
    let sandbox = try Self.sandbox()
    let slip = try sandbox.run("backup", "-p", "dosc")
    #expect(slip.code == 64)
    #expect(
      sandbox.normalized(slip.errors) == """
        martlet: there is no profile "dosc" at ~/home/.config/martlet/config.toml (exit 64)
          Did you mean: -p docs?

        """)
    try sandbox.shell("echo 'pathes = 1' >>home/.config/martlet/config.toml")
    let wrong = try sandbox.run("snapshots", "-p", "docs")
    #expect(wrong.code == 64)
    #expect(
      sandbox.normalized(wrong.errors) == """
        martlet: unknown key "pathes" at ~/home/.config/martlet/config.toml, line 12, column 1 \
        (exit 64)
          Did you mean "paths"?

        """)
    // Who asks nothing of it is not bothered.
    #expect(
      try sandbox.run("snapshots", "-r", "home/usb", "--password-file", "home/secret").code == 0)
    try sandbox.shell("rm home/.config/martlet/config.toml")
    #expect(try sandbox.run("snapshots", "-p", "docs").code == 64)
    sandbox.environment["MARTLET_CONFIG"] = Array("nowhere".utf8)
    #expect(try sandbox.run("snapshots", "-p", "docs").code == 1)
  }

  @Test("A credential of systemd opens the repository that it is for, before the configuration")
  func credentials() throws {
    let sandbox = try Self.sandbox()
    try sandbox.shell("mkdir given; mv home/secret given/martlet-password-usb")
    #expect(try sandbox.run("snapshots", "-r", "usb").code == 12)
    sandbox.environment["CREDENTIALS_DIRECTORY"] = Array("\(sandbox.folder)/given".utf8)
    #expect(try sandbox.run("snapshots", "-r", "usb").code == 0)
    #expect(try sandbox.run("snapshots", "-r", "nas").code == 12)
    try sandbox.shell("cp given/martlet-password-usb given/martlet-password")
    #expect(try sandbox.run("snapshots", "-r", "nas").code == 0)
  }

  @Test("With a profile find, versions, stats and snapshots look at its set, unless one is named")
  func sets() throws {
    let sandbox = try Self.sandbox()
    let here = ["-r", "usb", "-p", "docs"]
    #expect(try sandbox.run(["backup"] + here).code == 0)
    #expect(try sandbox.run(["backup", "--set", "mine"] + here).code == 0)
    #expect(try sandbox.run(["backup", "home/docs"] + here).code == 0)
    for options in [[], ["--set", "mine"]] {
      func run(_ command: String...) throws -> Sandbox.Outcome {
        let run = try sandbox.run(command + here + options)
        #expect(run.code == 0, "\(command): \(run.errors)")
        return run
      }
      let set = options.last ?? "docs"
      #expect(try run("snapshots", "--json").lines.count == 1)
      let found = try run("find", "a", "--json").lines.map { JSONLine($0) }
      #expect(found.count == 2 && found.first??["set"] == .text(set))
      let versions = try run("versions", "home/docs/a", "--json").lines.map { JSONLine($0) }
      #expect(versions.count == 1 && versions.first??["set"] == .text(set))
      #expect(JSONLine(try run("stats", "--json").lines.last ?? "")?["snapshots"] == .number(1))
    }
    let all = try sandbox.run("find", "a", "-r", "usb", "--json").lines.map { JSONLine($0) }
    #expect(all.count == 4)
    // What is named need not be of the profile.
    let named = try sandbox.run(["versions", "mine@latest:a", "--json"] + here).lines
    #expect(JSONLine(named.last ?? "")?["set"] == .text("mine"))
    let other = try sandbox.run(["find", "a", "--snapshot", "mine@latest", "--json"] + here).lines
    #expect(JSONLine(other.first ?? "")?["set"] == .text("mine"))
    #expect(try sandbox.run(["stats", "mine@latest", "--json"] + here).code == 0)
  }
}
