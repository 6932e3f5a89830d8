import Testing

/// What a backup is given to save, and what it says about it.
struct SourceTests {
  @Test("No source that exists, and some that do not")
  func missing() throws {
    let sandbox = try Sandbox.withRepository()
    let none = try sandbox.run("backup", "nothing")
    #expect(none.code == 1)
    #expect(
      sandbox.normalized(none.errors)
        == "martlet: there is nothing to save at ~/nothing (exit 1)\n  Check the path.\n")
    // What is there and cannot be looked at is not nothing.
    try sandbox.shell("ln -s loop loop")
    let hidden = try sandbox.run("backup", "loop/a")
    #expect(hidden.code == 1)
    #expect(
      sandbox.normalized(hidden.errors).hasSuffix(
        "none of the sources can be read: too many levels of symbolic links, at ~/loop/a (exit 1)\n"
          + "  Check who may read them.\n"))
    #expect(try sandbox.run("snapshots", "--json").text == "")
    try sandbox.shell("mkdir a; touch a/b")
    let some = try sandbox.run("backup", "a", "nothing")
    #expect(some.code == 3)
    #expect(
      sandbox.normalized(some.lines.last ?? "") == "! 1 path does not exist: ~/nothing   exit 3")
  }

  @Test("A file that is saved alone is listed, printed and restored")
  func oneFile() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("echo text >letter")
    try sandbox.run("backup", "letter")
    #expect(try sandbox.run("ls", "latest").lines == ["letter"])
    #expect(try sandbox.run("ls", "-l", "latest").code == 0)
    #expect(try sandbox.run("cat", "latest").text == "text\n")
    #expect(try sandbox.run("restore", "latest", "--to", "back").code == 0)
    #expect(try sandbox.shell("cmp letter back/letter").code == 0)
  }

  @Test("An empty path is no path, and a restore does not go into the repository")
  func wrongPlaces() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; echo text >docs/a")
    #expect(try sandbox.run("backup", "").code == 64)
    try sandbox.run("backup", "docs")
    #expect(try sandbox.run("restore", "latest", "--to", "").code == 64)
    try sandbox.shell("ln -s repository elsewhere")
    for target in ["repository", "repository/packs/new", "elsewhere/x"] {
      #expect(try sandbox.run("restore", "latest", "--to", target).code == 5, "\(target)")
    }
    #expect(try sandbox.run("check").code == 0)
  }

  @Test("An empty folder is saved with a word")
  func empty() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir empty full; touch full/a")
    let alone = try sandbox.run("backup", "empty")
    #expect(alone.code == 0)
    let word = "! ~/empty is empty: is something not mounted?"
    #expect(sandbox.normalized(alone.lines.last ?? "") == word)
    let both = try sandbox.run("backup", "full", "empty", "-q")
    #expect(both.code == 0)
    #expect(sandbox.normalized(both.text) == word + "\n")
  }

  @Test("Its own folders are left out; a source inside the repository is refused")
  func own() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(
      "mkdir -p home/docs; echo text >home/docs/a; mkdir all; mv repository home all")
    sandbox.environment["MARTLET_REPO"] = Array("\(sandbox.folder)/all/repository".utf8)
    sandbox.environment["HOME"] = Array("\(sandbox.folder)/all/home".utf8)
    let run = try sandbox.run("backup", "all")
    #expect(run.code == 0)
    let leftOut = sandbox.normalized(run.text).matches(of: /Left out.*: (.*)/).map {
      String($0.1)
    }
    #expect(
      Set(leftOut) == [
        "~/all/repository", "~/all/home/.cache/martlet", "~/all/home/.local/state/martlet",
      ])
    #expect(try sandbox.run("ls", "-R", "latest").lines.contains("home/docs/a"))
    #expect(try !sandbox.run("ls", "-R", "latest").text.contains("config.0"))
    let refused = try sandbox.run("backup", "all/repository/packs")
    #expect(refused.code == 5)
    let itself = try sandbox.run("backup", "all/repository")
    #expect(itself.code == 5)
  }

  @Test("Files that cannot be read are listed, and the rest is saved")
  func unreadable() throws {
    let sandbox = try Sandbox.withRepository()
    let script = """
      mkdir docs locked; echo 1 >docs/open; echo 2 >docs/closed; chmod 0 docs/closed locked
      cp "$MARTLET" martlet && user=
      if [ "$(id -u)" = 0 ]; then
        chown -R nobody . && user='setpriv --reuid=nobody --clear-groups'
      fi
      """
    let run = try sandbox.shell("\(script)\n$user ./martlet backup docs")
    #expect(run.code == 3)
    #expect(
      sandbox.normalized(run.lines.last ?? "")
        == "! 1 path could not be read: ~/docs/closed (permission denied)   exit 3")
    #expect(try sandbox.run("ls", "latest").text == "open\n")
    #expect(try sandbox.run("snapshots").text.contains("! 1 unreadable"))
    let none = try sandbox.shell("\(script)\n$user ./martlet backup locked")
    #expect(none.code == 1)
    #expect(none.errors.contains("martlet: none of the sources can be read"))
  }

  @Test("A file that changes while it is read is saved and listed; that is no failure")
  func changing() throws {
    let sandbox = try Sandbox.withRepository()
    let run = try sandbox.shell(
      """
      mkdir docs; truncate -s 100M docs/log; echo 1 >docs/a
      (while :; do echo line; done >>docs/log) & writer=$!
      "$MARTLET" backup docs; echo "code $?"; kill $writer
      """)
    #expect(run.lines.last == "code 0")
    let remark = sandbox.normalized(run.lines.first { $0.hasPrefix("!") } ?? "")
    #expect(
      remark == "! 1 path moved under the reader; saved as far as possible, read again next time: "
        + "~/docs/log (changed while it was read)")
  }

  @Test("Names that are no text or would move the cursor are saved, shown and given back")
  func names() throws {
    let sandbox = try Sandbox.withRepository()
    let name: [UInt8] = Array("x".utf8) + [0xFF, 0x1B, 0x0A] + Array("é".utf8)
    try sandbox.shell(
      #"mkdir names; printf body >"$(printf 'names/x\377\033\n\303\251')""#)
    #expect(try sandbox.run("backup", "names").code == 0)
    #expect(try sandbox.run("ls", "latest").text == "x\\xff\\e\\né\n")
    let cat = try sandbox.run(bytes: [Array("cat".utf8), Array("latest:".utf8) + name])
    #expect(cat.text == "body")
    let line = try #require(JSONLine(try sandbox.run("ls", "latest", "--json").lines.first ?? ""))
    #expect(line["path_b64"] == .text("eP8bCsOp"))
    let path = Array("names/".utf8) + name
    #expect(try sandbox.run(bytes: [Array("backup".utf8), path]).code == 0)
    let list = try sandbox.run("snapshots")
    #expect(list.text.contains("/names/x\\xff\\e\\né on "))
  }
}
