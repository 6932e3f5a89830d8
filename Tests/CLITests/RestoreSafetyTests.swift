import TestSupport
import Testing

/// What a restore must not destroy, whatever it is told: on the built binary, most of it as root.
struct RestoreSafetyTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try .withRepository()
    try sandbox.shell("mkdir s t; echo a >s/a; mkdir s/d; echo b >s/d/b")
  }

  private func backup(_ arguments: String...) throws {
    let saved = try sandbox.run(["backup"] + arguments)
    try #require(saved.code == 0, "\(saved.errors)\(saved.text)")
  }

  @Test(
    "A planted file of the right size and time is not made setuid: it is another inode",
    .enabled(if: isSuperuser))
  func plantedSetUID() throws {
    try sandbox.shell(
      """
      printf real >s/tool; chmod 4755 s/tool; touch -d '2024-01-01 00:00:00.5' s/tool
      chmod 1777 t .
      setpriv --reuid 65534 --regid 65534 --clear-groups sh -c \
        'printf evil >t/tool; touch -d "2024-01-01 00:00:00.5" t/tool'
      """)
    try backup("s")
    let restored = try sandbox.run("restore", "latest", "--to", "t")
    #expect(restored.code == 0, "\(restored.text)")
    #expect(try sandbox.shell("cat t/tool; stat -c %a:%u t/tool").text == "real4755:0\n")
  }

  @Test("A repository that lies where the snapshot has a folder is not restored over")
  func repositoryInTheWay() throws {
    try sandbox.shell("mkdir s/repository; echo x >s/repository/config.0; mv repository t")
    sandbox.environment["MARTLET_REPO"] = Array("\(sandbox.folder)/t/repository".utf8)
    try backup("s")
    let restored = try sandbox.run("restore", "latest", "--to", "t", "--delete")
    #expect(restored.code == 3)
    #expect(
      restored.text.contains("t belongs to a repository") || restored.text.contains("belongs"))
    #expect(try sandbox.run("check").code == 0)
    let inside = try sandbox.run("restore", "latest", "--to", "t/repository/packs")
    #expect(inside.code == 5)
  }

  @Test("In place, what the backup left out is not deleted")
  func leftOut() throws {
    try sandbox.shell("echo precious >s/d/kept.tmp; printf 's/a\\n' >list")
    try backup("s", "--exclude", "*.tmp")
    #expect(try sandbox.run("restore", "latest", "--in-place", "--delete").code == 5)
    try backup("--files-from", "list", "--set", "listed")
    let listed = try sandbox.run("snapshots", "--json").lines.last ?? ""
    let id = try #require(JSONLine(listed)?["id"]?.text)
    #expect(try sandbox.run("restore", id, "--in-place", "--delete").code == 5)
    #expect(try sandbox.shell("cat s/d/kept.tmp").text == "precious\n")
  }

  @Test("Excluded names stay wherever they lie in what is deleted")
  func excludedDeeper() throws {
    try backup("s")
    try sandbox.shell(
      "mkdir -p t/a t/x/y; echo 1 >t/x/y/keep.log; echo 2 >t/x/y/gone; cp -a s/. t/.")
    let restored = try sandbox.run(
      "restore", "latest", "--to", "t", "--delete", "--exclude", "*.log")
    #expect(restored.code == 3)
    #expect(restored.text.contains("not deleted: x (what is to stay is in it)"), "\(restored.text)")
    #expect(try sandbox.shell("find t -type f | sort").lines == ["t/a", "t/d/b", "t/x/y/keep.log"])
  }

  @Test("What is mounted in the target is not emptied", .enabled(if: canMount))
  func mounts() throws {
    try backup("s")
    let script = """
      cp -a s/. t/.; mkdir precious t/surplus t/surplus/bind; echo p >precious/p
      mount --bind precious t/surplus/bind; mount -t tmpfs none t/d; echo q >t/d/q
      "$MARTLET" restore latest --to t --delete; echo code $?; cat precious/p t/d/q
      umount t/d t/surplus/bind
      """
    let run = try sandbox.shell("unshare --mount sh -c '\(script)'")
    #expect(run.lines.suffix(3) == ["code 3", "p", "q"], "\(run.text)\(run.errors)")
    #expect(run.text.contains("something is mounted there"))
  }

  @Test("In place, a link where a folder was is not followed")
  func linkInPlace() throws {
    try backup("s")
    try sandbox.shell("mkdir e; echo system >e/b; rm -r s/d; ln -s ../e s/d; touch -hd @1 s/d")
    let restored = try sandbox.run("restore", "latest:d", "--in-place", "--delete")
    #expect(restored.code == 0, "\(restored.text)\(restored.errors)")
    #expect(
      try sandbox.shell("cat e/b s/d/b; test -d s/d -a ! -L s/d && echo folder").lines
        == ["system", "b", "folder"])
    #expect(try sandbox.shell("cat s/a").text == "a\n")
  }

  @Test("In place, folders on the way that are missing come back as they were")
  func missingParents() throws {
    try sandbox.shell("mkdir -m 700 s/private; mkdir s/private/in; echo k >s/private/in/key")
    try backup("s")
    try sandbox.shell("rm -r s/private; chmod 711 s")
    let restored = try sandbox.run("restore", "latest:private/in/key", "--in-place")
    #expect(restored.code == 0, "\(restored.text)")
    #expect(
      try sandbox.shell("stat -c %a s s/private; cat s/private/in/key").lines
        == ["711", "700", "k"])
  }

  @Test("Folders that were there keep their attributes when nothing may be overwritten")
  func neverOverwrite() throws {
    try backup("s")
    try sandbox.shell("mkdir -m 700 t/d; chmod 750 t")
    #expect(try sandbox.run("restore", "latest", "--to", "t", "--overwrite", "never").code == 0)
    #expect(try sandbox.shell("stat -c %a t t/d; cat t/d/b").lines == ["750", "700", "b"])
  }

  @Test("Sources that lie in one another do not delete each other")
  func nestedSources() throws {
    try backup("s", "s/d")
    try sandbox.shell("sleep 0.01; echo newer >s/d/b")
    let restored = try sandbox.run("restore", "latest", "--in-place", "--delete")
    #expect(restored.code == 3)
    #expect(try sandbox.shell("cat s/d/b").text == "newer\n")
  }

  @Test("A file that is named comes back even if its size and time say that nothing is wrong")
  func damagedFile() throws {
    try sandbox.shell("echo one >s/one; touch -d 2026-01-02 s/one s/a")
    try backup("s")
    try backup("s/one", "--set", "one")
    let damage = "echo 0ne >s/one; echo A >s/a; touch -d 2026-01-02 s/one s/a"
    for arguments in [
      ["s@latest:one"], ["one@latest"], ["s@latest:one", "--overwrite", "changed"],
    ] {
      try sandbox.shell(damage)
      let tried = try sandbox.run(["restore", "--in-place", "-n"] + arguments)
      #expect(tried.lines.last?.hasPrefix("Would restore 1 file, ") == true, "\(tried.text)")
      let restored = try sandbox.run(["restore", "--in-place"] + arguments)
      #expect(restored.code == 0, "\(restored.errors)")
      #expect(try sandbox.shell("cat s/one").text == "one\n", "\(arguments)")
    }
    // A whole folder is not read for that.
    try sandbox.shell(damage)
    #expect(try sandbox.run("restore", "s@latest", "--in-place").code == 0)
    #expect(try sandbox.shell("cat s/one s/a").text == "0ne\nA\n")
    let kept = ["restore", "s@latest:one", "--in-place", "--overwrite", "never"]
    #expect(try sandbox.run(kept).code == 0)
    #expect(try sandbox.shell("cat s/one").text == "0ne\n")
    #expect(try sandbox.run("restore", "s@latest:one", "--in-place", "-q").text == "")
    #expect(try sandbox.shell("cat s/one").text == "one\n")
  }
}
