import Format
import Sealing
import Storage
import SystemPackage
import TestSupport
import Testing

@testable import Repository

/// The keys of a repository, word for word.
struct KeyTests {
  private func prepared() throws -> Sandbox {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("printf new >new; printf newer >newer")
    return sandbox
  }

  private func list(_ sandbox: Sandbox) throws -> String {
    sandbox.normalized(try sandbox.run("key", "list").text).replacing(/[ ]+/, with: " ")
  }

  @Test("key list needs no password, and says which key opened the repository last")
  func listing() throws {
    let sandbox = try prepared()
    try sandbox.run("snapshots")
    sandbox.environment["MARTLET_PASSWORD"] = nil
    let text = try sandbox.run("key", "list").text
    #expect(
      sandbox.normalized(text) == """
        key        opens with       since        ID         memory
        key        password         DAY   ID   32 MiB   opened it last from here
        recovery   recovery words   DAY   ID   32 MiB

        """)
    let lines = try sandbox.run("key", "list", "--json").lines.compactMap { JSONLine($0) }
    #expect(lines.map { $0["type"] } == [.text("key"), .text("key")])
    #expect(lines.map { $0["label"] } == [.text("key"), .text("recovery")])
    #expect(lines.map { $0["opens_with"] } == [.text("password"), .text("recovery_words")])
    #expect(lines.map { $0["opened_last"] } == [.flag(true), .flag(false)])
    #expect(try sandbox.run("-r", "nowhere", "key", "list").code == 10)
    try sandbox.shell("rm $(ls repository/keys/*.1 | head -1)")
    #expect(try sandbox.run("key", "list").text.contains("! only one good copy\n"))
  }

  @Test("A key is added, opens the repository, and is removed; the last one stays")
  func addingAndRemoving() throws {
    let sandbox = try prepared()
    let add = ["key", "add", "--label", "phone", "--new-password-file", "new", "--kdf-cost", "15"]
    let tried = try sandbox.run(add + ["-n"])
    #expect(tried.text == "Would add a key \"phone\"; nothing was changed.\n")
    let added = try sandbox.run(add)
    #expect(
      sandbox.normalized(added.text) == """
        Key "phone" added to the repository at ~/repository.
          It opens with the new password.

        """)
    let again = try sandbox.run(add)
    #expect(again.code == 1)
    #expect(
      sandbox.normalized(again.errors) == """
        martlet: there is a key "phone" already (ID) at ~/repository (exit 1)
          Give this one another name: --label NAME.

        """)
    sandbox.environment["MARTLET_PASSWORD"] = Array("new".utf8)
    #expect(try sandbox.run("snapshots").code == 0)
    let asked = try sandbox.run("key", "remove", "key")
    #expect(asked.code == 5)
    #expect(
      sandbox.normalized(asked.errors) == """
        martlet: nothing was done: there is no terminal to ask "Remove the key "key" (password, \
        since DAY)?" (exit 5)
          To answer with yes, run the same command with -y.

        """)
    #expect(try sandbox.run("key", "remove", "key", "-y").code == 0)
    let removed = try sandbox.run("key", "remove", "recovery", "-y")
    #expect(
      sandbox.normalized(removed.text) == """
        Key "recovery" removed: it no longer opens the repository at ~/repository.
          A copy that somebody made of it before still opens with that key.

        """)
    #expect(removed.errors == "")
    let last = try sandbox.run("key", "remove", "phone", "-y")
    #expect(last.code == 5)
    #expect(
      sandbox.normalized(last.errors) == """
        martlet: "phone" is the only key at ~/repository (exit 5)
          Add one first (martlet key add): nobody can read a repository without a key.

        """)
    sandbox.environment["MARTLET_PASSWORD"] = Array("a password".utf8)
    let wrong = try sandbox.run("snapshots")
    #expect(wrong.code == 12)
    #expect(sandbox.normalized(wrong.errors).hasSuffix("\n  It has 1 key: \"phone\" (DAY).\n"))
  }

  @Test("A removal that leaves recovery words alone says so, asked or not")
  func onlyWords() throws {
    let sandbox = try prepared()
    for options in [[], ["--json"]] {
      let add = ["key", "add", "--label", "x", "--new-password-file", "new", "--kdf-cost", "15"]
      if !options.isEmpty {
        #expect(try sandbox.run(add + ["--recovery-file", "words"]).code == 0)
      }
      if options.isEmpty {
        try sandbox.shell("echo '\(try recoveryWords(sandbox))' >words")
      }
      let key = options.isEmpty ? "key" : "x"
      let how = options.isEmpty ? [] : ["--recovery-file", "words"]
      let removed = try sandbox.run(["key", "remove", key, "-y"] + how + options)
      #expect(removed.code == 0)
      #expect(
        removed.errors.contains(
          "only recovery words open it now; a password is added with martlet key add"))
      #expect(removed.errors.hasPrefix(options.isEmpty ? "! only" : "{\"schema\":1,"))
      sandbox.environment["MARTLET_PASSWORD"] = nil
    }
  }

  @Test("A password is changed, also with recovery words; what is said names what is left")
  func changing() throws {
    let sandbox = try prepared()
    let words = try recoveryWords(sandbox)
    let changed = try sandbox.run("key", "passwd", "--new-password-file", "new")
    #expect(
      sandbox.normalized(changed.text) == """
        Key "key" of the repository at ~/repository opens with the new password now.
          A copy that somebody made of it before still opens with the old one.

        """)
    #expect(try sandbox.run("snapshots").code == 12)
    sandbox.environment["MARTLET_PASSWORD"] = nil
    try sandbox.shell("echo '\(words)' >words")
    let lost = try sandbox.run(
      "key", "passwd", "--recovery-file", "words", "--new-password-command", "cat newer", "--json")
    let line = try #require(JSONLine(lost.lines.first ?? ""), "\(lost.errors)")
    #expect(line["change"] == .text("changed") && line["label"] == .text("key"))
    sandbox.environment["MARTLET_PASSWORD"] = Array("newer".utf8)
    #expect(try sandbox.run("snapshots").code == 0)
    #expect(
      try list(sandbox).split(separator: "\n").map { $0.prefix { $0 != " " } } == [
        "key", "key", "recovery", "recovery",
      ])
    // Nobody can choose words.
    let wrong = try sandbox.run("key", "passwd", "--label", "recovery 2", "-n")
    #expect(wrong.code == 1)
    #expect(wrong.errors.contains("opens with recovery words, which nobody can choose"))
  }

  /// New ones, as somebody writes them down.
  private func recoveryWords(_ sandbox: Sandbox) throws -> String {
    let added = try sandbox.run("key", "add", "--recovery", "--kdf-cost", "15")
    #expect(
      added.text.hasPrefix(
        """
        Key "recovery 2" added to the repository at \(sandbox.folder)/repository.

        These 24 words open it. Write them down now: they are never shown again.


        """))
    let found = added.text.matches(of: /(\d+) ([a-z]+)/).compactMap { match in
      Int(match.1).map { ($0, String(match.2)) }
    }
    return found.dropFirst().sorted { $0.0 < $1.0 }.map(\.1).joined(separator: " ")
  }

  @Test("At a terminal the new password is asked for twice, and a removal only done with a yes")
  func terminal() throws {
    let sandbox = try prepared()
    let terminal = try PseudoTerminal()
    let add = try sandbox.start(
      bytes: ["key", "add", "--label", "typed", "--kdf-cost", "15"].map { Array($0.utf8) },
      terminal: terminal.path)
    #expect(
      terminal.waits(for: "New password for the repository at \(sandbox.folder)/repository: "))
    #expect(!terminal.echoes)
    terminal.type("typed words\n")
    #expect(terminal.waits(for: "The same again: "))
    terminal.type("typed words\n")
    #expect(add.end().code == 0)
    for (answer, code) in [("n", 5), ("", 5), ("yes", 0)] as [(String, Int32)] {
      let remove = try sandbox.start(
        bytes: ["key", "remove", "recovery"].map { Array($0.utf8) }, terminal: terminal.path)
      #expect(terminal.waits(for: "? [y/N] "))
      terminal.type("\(answer)\n")
      let end = remove.end()
      #expect(end.code == code)
      if code == 5 {
        #expect(
          end.errors == """
            martlet: nothing was done: the answer was not yes (exit 5)
              To go on, answer with y, or run the same command with -y.

            """)
      }
    }
    #expect(terminal.shown.contains("Remove the key \"recovery\" (recovery words, since "))
    #expect(try !list(sandbox).contains("recovery"))
  }

  @Test("Mistyped words below `key` are known, and options may stand before them")
  func words() throws {
    let sandbox = try Sandbox.withRepository()
    let mistyped = try sandbox.run("key", "lst")
    #expect(mistyped.code == 64)
    #expect(
      mistyped.errors == """
        martlet: there is no command "key lst" (exit 64)
          Did you mean: martlet key list?

        """)
    #expect(try sandbox.run("-q", "key", "-r", "repository", "list").code == 0)
    #expect(try sandbox.run("key", "add", "--recovery", "--new-password-file", "x").code == 64)
    #expect(try sandbox.run("key", "add", "--label", "").code == 64)
    #expect(try sandbox.run("init", "-r", "other", "--label", "recovery").code == 64)
    let help = try sandbox.run("key", "passwd", "--help")
    #expect(help.text.contains("martlet key passwd --label laptop --recovery-file words"))
    #expect(try sandbox.run("help", "key", "passwd").text == help.text)
  }
}

/// Keys that cost more than usual to try.
struct CostlyKeyTests {
  /// A repository whose only password is said to cost as much as 19, which is 512 MiB.
  private func planted() throws -> Sandbox {
    let sandbox = try Sandbox.withRepository()
    let storage = try LocalStorage.open(at: sandbox.folder.appending("repository"))
    let slot = try #require(try KeySlots.read(storage).slots.first { $0.purpose == .password })
    for copy in 0...1 {
      let name = try #require(KeySlotFiles.path(of: slot, copy)).name
      try sandbox.shell(
        "printf '\\023' | dd of=repository/\(name) bs=1 seek=34 conv=notrunc 2>dd")
    }
    return sandbox
  }

  @Test("Without a terminal and -y such a key is not tried")
  func refused() throws {
    let sandbox = try planted()
    let run = try sandbox.run("snapshots")
    #expect(run.code == 5)
    #expect(
      run.errors == """
        martlet: the key "key" takes 512 MiB of memory and about 1.6 s, which nobody agreed to \
        at \(sandbox.folder)/repository (exit 5)
          If it is your key, run the command once at a terminal or with -y: it is remembered.

        """)
  }

  @Test("At a terminal it is asked")
  func asked() throws {
    let sandbox = try planted()
    let terminal = try PseudoTerminal()
    let run = try sandbox.start(bytes: [Array("snapshots".utf8)], terminal: terminal.path)
    #expect(
      terminal.waits(
        for: "The key \"key\" takes 512 MiB of memory and about 1.6 s to try. Try it? [y/N] "))
    terminal.type("n\n")
    #expect(run.end().code == 5)
  }

  @Test(
    "Whoever made the key on this machine, or agreed once, is not asked",
    .enabled(if: isTorture, "takes half a minute and 512 MiB"))
  func agreed() throws {
    let sandbox = try Sandbox()
    #expect(try sandbox.run("init", "--kdf-cost", "19").code == 0)
    #expect(try sandbox.run("snapshots").code == 0)
    try sandbox.shell("rm -rf home/.local")
    #expect(try sandbox.run("snapshots").code == 5)
    #expect(try sandbox.run("snapshots", "-y").code == 0)
    #expect(try sandbox.run("snapshots").code == 0)
    try sandbox.shell("printf new >new")
    #expect(try sandbox.run("key", "passwd", "--new-password-file", "new").code == 0)
    sandbox.environment["MARTLET_PASSWORD"] = Array("new".utf8)
    #expect(try sandbox.run("snapshots").code == 0)
  }

  @Test("Recovery words that reach nobody are said to be lost, and how to get others")
  func unseenWords() throws {
    let sandbox = try Sandbox()
    let made = try sandbox.shell("$MARTLET init --kdf-cost 15 >/dev/full")
    #expect(made.code == 3)
    #expect(made.errors.contains("the recovery words could not be shown"))
    #expect(made.errors.contains("martlet key remove recovery"))
    let added = try sandbox.shell("$MARTLET key add --recovery --label r --kdf-cost 15 >/dev/full")
    #expect(added.code == 3)
    #expect(added.errors.contains("martlet key remove r"))
  }
}
