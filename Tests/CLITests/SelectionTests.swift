import TestSupport
import Testing

/// What is left out of a backup, option by option, and what is said about it.
struct SelectionTests {
  /// A repository beside the folder `src`.
  private func sandbox(_ script: String) throws -> Sandbox {
    let sandbox = try Sandbox.withRepository()
    let made = try sandbox.shell("set -e; mkdir src; cd src; \(script)")
    try #require(made.code == 0, "\(made.errors)")
    return sandbox
  }

  private func saved(_ sandbox: Sandbox) throws -> [String] {
    try sandbox.run("ls", "-R", "latest").lines
  }

  @Test("Nothing is left out by default")
  func nothing() throws {
    let sandbox = try sandbox(
      "mkdir .cache; echo 'Signature: 8a477f597d28d172789f06886806bc55' >.cache/CACHEDIR.TAG; "
        + "touch .cache/a .nobackup .gitignore a.tmp; echo '*' >.gitignore")
    let run = try sandbox.run("backup", "src", "-v")
    #expect(run.lines.count == 3 && !run.text.contains("excluded"))
    #expect(
      try saved(sandbox) == [
        ".cache/", ".cache/CACHEDIR.TAG", ".cache/a", ".gitignore", ".nobackup", "a.tmp",
      ])
  }

  @Test("Patterns leave out and bring back; --exclude overrules --exclude-file; counts by rule")
  func patterns() throws {
    let sandbox = try sandbox(
      """
      mkdir -p web/node_modules/x deep; touch web/node_modules/x/y keep.tmp a.tmp deep/b.tmp c.o
      printf '# nothing\\n\\nnode_modules/\\r\\n*.o\\n*.bak  \\n' >../rules
      """)
    let run = try sandbox.run(
      "backup", "src", "--exclude", "*.tmp", "--exclude-file", "rules", "--exclude", "!keep.tmp",
      "--exclude", "!c.o", "-v")
    #expect(run.code == 0)
    let lines = sandbox.normalized(run.text).split(separator: "\n").map(String.init)
    #expect(
      lines[1]
        == "  2 files, 0 B: 2 new, 0 changed, 0 deleted, 0 unchanged; 3 excluded (2 rules)")
    #expect(
      lines[3...] == [
        "  1 excluded by node_modules/ (line 3 of rules)",
        "  none excluded by *.o (line 4 of rules)",
        "  none excluded by *.bak (line 5 of rules)",
        "  2 excluded by *.tmp (--exclude)",
        "  1 kept by !keep.tmp (--exclude)",
        "  1 kept by !c.o (--exclude)",
      ])
    #expect(try saved(sandbox) == ["c.o", "deep/", "keep.tmp", "web/"])
    let json = try sandbox.run("backup", "src", "--exclude=*.tmp", "--exclude-file=rules", "--json")
    let line = try #require(JSONLine(json.lines.last ?? ""))
    #expect(line["excluded"] == .number(5))
    #expect(
      line["excluded_by"]
        == .list([
          .fields([
            "rule": .text("node_modules/"), "origin": .text("rules"), "line": .number(3),
            "entries": .number(1),
          ]),
          .fields([
            "rule": .text("*.o"), "origin": .text("rules"), "line": .number(4),
            "entries": .number(1),
          ]),
          .fields([
            "rule": .text("*.tmp"), "origin": .text("--exclude"), "entries": .number(3),
          ]),
        ]))
    #expect(line["deleted"] == .number(2), "what is left out now is deleted from the snapshot")
  }

  @Test("Patterns are of each source's root, and no source is left out itself")
  func roots() throws {
    let sandbox = try sandbox("mkdir -p a/x a/src b; touch a/x/1 a/src/2 b/x f")
    let run = try sandbox.run(
      "backup", "src/a", "src/b", "src/f", "--exclude", "/x", "--exclude", "f", "--exclude", "a",
      "--exclude", "b")
    #expect(run.code == 0)
    #expect(try saved(sandbox) == ["a/", "a/src/", "a/src/2", "b/", "f"])
  }

  @Test("Bytes that are no text are patterns as well")
  func bytes() throws {
    let sandbox = try sandbox(#"touch "$(printf 'x\377')" "$(printf 'x\376')""#)
    let pattern: [UInt8] = Array("[".utf8) + [0xFE, UInt8(ascii: "-"), 0xFE] + Array("]".utf8)
    let run = try sandbox.run(
      bytes: ["backup", "src", "-v", "--exclude"].map { Array($0.utf8) } + [[0x78] + pattern])
    #expect(run.lines.last == "  1 excluded by x[\\xfe-\\xfe] (--exclude)")
    #expect(try saved(sandbox) == ["x\\xff"])
  }

  @Test("Large files, and only files")
  func size() throws {
    let sandbox = try sandbox("truncate -s 2K a; truncate -s 2049 b; mkdir c; ln -s b d")
    let run = try sandbox.run("backup", "src", "--exclude-larger-than", "2KiB", "-v")
    #expect(run.lines.last == "  1 excluded by --exclude-larger-than 2.0 KiB")
    #expect(try saved(sandbox) == ["a", "c/", "d"])
    for wrong in ["2KB", "many", "", "-1", "99999999999G"] {
      let refused = try sandbox.run("backup", "src", "--exclude-larger-than=\(wrong)")
      #expect(refused.code == 64, "\(wrong)")
    }
  }

  @Test("Of a cache the folder and its tag are saved, of a marked folder it and the marker")
  func tags() throws {
    let sandbox = try sandbox(
      """
      mkdir -p cache/sub fake link marked/sub both
      echo 'Signature: 8a477f597d28d172789f06886806bc55' >cache/CACHEDIR.TAG
      echo 'Signature: 8a477f597d28d172789f06886806bc56' >fake/CACHEDIR.TAG
      ln -s ../cache/CACHEDIR.TAG link; cp cache/CACHEDIR.TAG both
      touch cache/a cache/sub/b fake/a link/a marked/.nobackup marked/a marked/sub/b both/no
      touch both/a
      """)
    let run = try sandbox.run(
      "backup", "src", "--exclude-caches", "--exclude-if-present", ".nobackup",
      "--exclude-if-present", "no", "-v")
    #expect(run.code == 0)
    #expect(
      run.lines[3...] == [
        "  3 excluded by --exclude-caches", "  2 excluded by --exclude-if-present .nobackup",
      ])
    #expect(
      try saved(sandbox) == [
        "both/", "both/CACHEDIR.TAG", "both/no", "cache/", "cache/CACHEDIR.TAG", "fake/",
        "fake/CACHEDIR.TAG", "fake/a", "link/", "link/CACHEDIR.TAG", "link/a", "marked/",
        "marked/.nobackup",
      ])
    #expect(try sandbox.run("backup", "src", "--exclude-if-present", "a/b").code == 64)
    #expect(try sandbox.run("backup", "src", "--exclude-if-present", "..").code == 64)
  }

  @Test("What is not to be dumped, a folder with all that is in it")
  func noDump() throws {
    let sandbox = try sandbox("mkdir a b; touch a/1 b/2 c d")
    guard try sandbox.shell("chattr +d src/a src/c").code == 0 else {
      print("No attribute \"no dump\" here: nothing was tested.")
      return
    }
    let run = try sandbox.run("backup", "src", "--exclude-nodump", "-v")
    #expect(run.lines.last == "  2 excluded by --exclude-nodump")
    #expect(try saved(sandbox) == ["b/", "b/2", "d"])
  }

  @Test(
    "Folders of another file system are saved empty, files of one not at all",
    .enabled(if: canMount))
  func fileSystems() throws {
    let sandbox = try sandbox("mkdir -p a/mounted b; touch file a/1 b/2; echo 1 >../other")
    let script = """
      mount -t tmpfs none src/a/mounted && mkdir src/a/mounted/sub && touch src/a/mounted/sub/3
      mount --bind src/a/mounted/sub/3 src/file
      "$MARTLET" backup src -v $X; "$MARTLET" backup src -v $X --explain src/a/mounted \
        --explain src/a/mounted/sub/3 --explain src/file
      """
    try sandbox.shell("cat >script <<'END'\n\(script)\nEND")
    let whole = try sandbox.shell("X= unshare --mount sh script")
    #expect(whole.code == 0)
    #expect(try saved(sandbox).contains("a/mounted/sub/3"))
    let run = try sandbox.shell("X=-x unshare --mount sh script")
    let lines = sandbox.normalized(run.text).split(separator: "\n").map(String.init)
    #expect(lines[3] == "  2 excluded by --one-file-system")
    #expect(
      lines[4...] == [
        "~/src/a/mounted: saved without what is in it, which is excluded by --one-file-system: "
          + "another one begins at ~/src/a/mounted",
        "~/src/a/mounted/sub/3: excluded by --one-file-system: another one begins at "
          + "~/src/a/mounted",
        "~/src/file: excluded by --one-file-system: another one begins at ~/src/file",
      ])
    #expect(try saved(sandbox) == ["a/", "a/1", "a/mounted/", "b/", "b/2"])
  }

  @Test("A file of patterns that cannot be read, or a pattern that is empty, ends the run")
  func unusable() throws {
    let sandbox = try sandbox("touch a")
    let missing = try sandbox.run("backup", "src", "--exclude-file", "none")
    #expect(missing.code == 1)
    #expect(
      sandbox.normalized(missing.errors)
        == "martlet: the file of --exclude-file cannot be read: no such file or directory, at "
        + "none (exit 1)\n  Check the path and who may read it.\n")
    #expect(try sandbox.run("backup", "src", "--exclude", "").code == 64)
    #expect(try sandbox.run("backup", "src", "--exclude", "-x").code == 0)
    #expect(try sandbox.run("snapshots", "--json").lines.count == 1)
  }

  @Test("What cannot be looked at and is left out is no failure", .enabled(if: isSuperuser))
  func unreadable() throws {
    let sandbox = try sandbox("mkdir -p a closed; touch a/1 closed/2")
    // Without the right to search a folder its entries are listed and have no status.
    let script = """
      cp "$MARTLET" martlet; chmod 444 src/closed; chown -R nobody . && \
        setpriv --reuid=nobody --clear-groups ./martlet backup src
      """
    let plain = try sandbox.shell(script)
    #expect(plain.code == 3)
    let run = try sandbox.shell("\(script) --exclude 2")
    #expect(run.code == 0, "\(run.text)")
    #expect(run.text.contains("; 1 excluded (1 rule)"))
  }

  @Test("A backup of which everything was excluded says so, as one of an empty folder does")
  func nothingLeft() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs empty; echo 1 >docs/a; echo 2 >docs/b")
    let word = "it holds no file: everything that is there was excluded"
    let run = try sandbox.run("backup", "docs", "--exclude", "*")
    #expect(run.code == 0)
    #expect(run.lines.last == "! \(word)")
    let json = try sandbox.run("backup", "docs", "--exclude", "*", "--json").lines.last ?? ""
    #expect(JSONLine(json)?["warnings"] == .list([.text(word)]))
    #expect(try !sandbox.run("backup", "docs", "--exclude", "a").text.contains(word))
    #expect(try !sandbox.run("backup", "empty").text.contains(word))
  }
}
