import SystemPackage
import TestSupport
import Testing

/// `martlet diff`, word for word.
struct DiffTests {
  /// A snapshot of `docs`, which has changed since.
  private func changed() throws -> Sandbox {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(
      """
      mkdir -p docs/old docs/moving/in docs/sub && cd docs && umask 022
      printf hello >a; printf 'one more\\n' >sub/b; printf 12345 >old/c; printf 123 >old/d
      printf move >moving/x; printf along >moving/in/y; printf rename >'old name'; ln -s a link
      printf text >replaced; printf same >same
      printf mine >"$(printf -- '-\\033[')"; chmod 640 sub/b
      find . -exec touch -hd 2026-01-02T03:04:05Z {} +
      """)
    try sandbox.run("backup", "docs")
    try sandbox.shell(
      """
      cd docs && umask 022
      printf 'hello world' >a; chmod 600 a; chmod 644 sub/b; rm -r old; mv moving moved
      mv 'old name' 'new name'; ln -sfn b link; rm replaced; mkdir replaced; printf in >replaced/z
      touch -d 2026-01-02T03:04:09Z same; mkfifo fifo; mkdir empty; rm -- -*
      """)
    return sandbox
  }

  private static let expected = """
    - -\\e[                                      4 B
    M a                                         5 B -> 11 B, mode 0644 -> 0600
    + empty/
    + fifo                                      fifo
    M link                                      target a -> b
    R moving/ -> moved/                         2 files, 9 B
    R old name -> new name                      6 B
    - old/                                      2 files, 8 B
    - replaced                                  4 B
    + replaced/                                 1 file, 2 B
    m same                                      time 2026-01-02 03:04:05 -> 2026-01-02 03:04:09
    m sub/b                                     mode 0640 -> 0644
    2 added (2 B), 4 removed (16 B), 2 changed, 2 renamed, 2 with new metadata; \
    folders: 2 added, 1 removed; 0 the same

    """

  @Test("A folder whose list is damaged is named, and the rest is compared")
  func damagedFolder() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir -p docs/lost docs/sub; echo 1 >docs/lost/a; echo 2 >docs/sub/b")
    try sandbox.run("backup", "docs", "--set", "first")
    try sandbox.shell("ls repository/packs/*/* >before; echo 3 >docs/sub/b; echo 4 >docs/c")
    try sandbox.run("backup", "docs", "--set", "second")
    // What is left of the first is its folder "lost", which the second has from it.
    try sandbox.shell("rm $(cat before); echo 5 >docs/lost/a; echo 55 >docs/sub/b; rm docs/c")
    let run = try sandbox.run("diff", "second@latest")
    #expect(run.code == 3)
    #expect(
      run.text.replacing(/\ +/, with: " ").replacing(/\([^()]*packs\/\S+\)\)/, with: "(PACK))")
        == """
        - c 2 B
        M sub/b 2 B -> 3 B
        1 removed (2 B), 1 changed; 0 the same
        ! 1 path not compared: lost (cannot read it: there is no such file or folder (PACK)) exit 3

        """, "\(run.errors)")
    let line = try #require(JSONLine(try sandbox.run("diff", "second@latest", "--json").lines[2]))
    #expect(line["exit_code"] == .number(3))
    // A backup takes what cannot be read for what is not there.
    let preview = try sandbox.run("backup", "docs", "--set", "second", "-n")
    #expect(preview.code == 0)
    #expect(preview.text.contains("1 new, 1 changed, 1 deleted"))
    #expect(try sandbox.run("backup", "docs", "--set", "second").code == 0)
  }

  @Test("The live source and the next snapshot differ from a snapshot alike, a line each")
  func text() throws {
    let sandbox = try changed()
    let live = try sandbox.run("diff", "latest")
    #expect(live.text == Self.expected)
    #expect(live.code == 0)
    #expect(sandbox.normalized(live.errors) == "martlet: comparing ID with ~/docs\n")
    try sandbox.run("backup", "docs")
    #expect(try sandbox.run("diff", "latest~1", "latest").text == Self.expected)
    #expect(try sandbox.run("diff", "latest~1", "docs/").text == Self.expected)
    #expect(try sandbox.run("diff", "latest").text == "Nothing differs.\n")
    #expect(try sandbox.run("diff", "latest", "latest").text == "Nothing differs.\n")
    #expect(try sandbox.run("diff", "-q", "latest").text == "")
  }

  @Test("Every entry is listed when that is wanted, the other way round too")
  func all() throws {
    let sandbox = try changed()
    try sandbox.run("backup", "docs")
    for option in ["--all", "-v"] {
      let text = try sandbox.run("diff", "latest", "latest~1", option).text
      #expect(
        text.split(separator: "\n").filter { $0.hasPrefix("+") || $0.hasPrefix("-") } == [
          "+ -\\e[                                      4 B", "- empty/",
          "- fifo                                      fifo", "+ old/",
          "+ old/c                                     5 B",
          "+ old/d                                     3 B", "- replaced/",
          "- replaced/z                                2 B",
          "+ replaced                                  4 B",
        ])
    }
  }

  @Test("JSON has a line for each entry, and one that sums up")
  func json() throws {
    let sandbox = try changed()
    let run = try sandbox.run("diff", "latest", "--json")
    #expect(run.errors == "")
    let lines = run.lines.map { JSONLine($0) }
    #expect(lines.count == 16)
    #expect(lines.dropLast().allSatisfy { $0?["type"] == .text("change") })
    #expect(
      sandbox.normalized(run.lines[1]) == """
        {"schema":1,"type":"change","change":"contents","path":"a","kind":"file","old_size":5,\
        "size":11,"attributes":[{"name":"mode","old":"0644","new":"0600"},\
        {"name":"time","old":"TIME","new":"TIME"}]}
        """)
    let renamed = try #require(lines.first { $0?["old_path"] == .text("moving") } ?? nil)
    #expect(renamed["change"] == .text("renamed") && renamed["path"] == .text("moved"))
    #expect(renamed["files"] == .number(2) && renamed["size"] == .number(9))
    #expect(
      sandbox.normalized(run.lines.last ?? "") == """
        {"schema":1,"type":"summary","old":"ID64","new":null,"added":2,"added_bytes":2,\
        "removed":4,"removed_bytes":16,"contents":2,"metadata":2,"renamed":2,"added_folders":2,\
        "removed_folders":1,"same":0,"renames_sought":true,"unreadable":[],"exit_code":0}
        """)
  }

  @Test("A path stands for both snapshots, or each has its own; a file is compared with a file")
  func paths() throws {
    let sandbox = try changed()
    try sandbox.run("backup", "docs")
    let sub = "m b                                         mode 0640 -> 0644\n"
    let sum = "1 with new metadata; 0 the same\n"
    for arguments in [
      ["latest~1:sub", "latest"], ["latest~1:sub", "latest:sub"], ["latest~1:sub"],
      ["latest~1:sub", "docs/sub"], ["latest~1:sub/b"], ["latest~1:sub/b", "./docs/sub/b"],
      ["latest~1:\(sandbox.folder)/docs/sub", "latest"],
    ] {
      #expect(try sandbox.run(["diff"] + arguments).text == sub + sum, "\(arguments)")
    }
    let files = try sandbox.run("diff", "latest~1:a", "latest:same")
    #expect(
      files.text == """
        M a                                         5 B -> 4 B
        1 changed; 0 the same

        """)
  }

  @Test("What is not there is said, with what to do")
  func errors() throws {
    let sandbox = try changed()
    func problem(_ arguments: String...) throws -> String {
      let run = try sandbox.run(["diff"] + arguments)
      #expect(run.code == 1)
      return sandbox.normalized(run.errors)
    }
    #expect(
      try problem("latest", "docs") == """
        martlet: "docs" is no name of a snapshot (exit 1)
          Write docs/ for what is there on HOST disk.

        """)
    #expect(
      try problem("latest", "nowhere/") == """
        martlet: it cannot be compared: no such file or directory, at ~/nowhere (exit 1)
          Check the path.

        """)
    #expect(
      try problem("latest:nothing", "docs/") == """
        martlet: nothing is called nothing in snapshot ID (exit 1)
          See what is there: martlet ls ID.

        """)
    try sandbox.shell("mv docs away")
    #expect(
      try problem("latest") == """
        martlet: there is nothing where it was saved from at ~/docs (exit 1)
          Mount it, or compare with another folder: martlet diff ID DIR/.

        """)
  }

  @Test("Patterns are those of the backup; what it left out is said")
  func excluded() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir -p docs/web/tmp; cd docs; echo 1 >a; echo 2 >web/tmp/b; echo 3 >c.o")
    try sandbox.run("backup", "docs", "--exclude", "/web/tmp", "--exclude", "*.o")
    let plain = try sandbox.run("diff", "latest")
    #expect(
      plain.text == """
        + c.o                                       2 B
        + web/tmp/                                  1 file, 2 B
        2 added (4 B); folders: 1 added; 1 the same

        """)
    #expect(
      plain.errors.hasSuffix(
        "martlet: the backup left 2 paths out, which may seem to be added; --exclude takes the "
          + "same patterns\n"))
    try sandbox.shell("printf '/web/tmp\\n' >rules")
    for place in ["latest", "latest:web"] {
      let same = try sandbox.run("diff", place, "--exclude-file", "rules", "--exclude=*.o")
      #expect(same.text == "Nothing differs.\n")
    }
  }

  @Test("Several sources, each under its name; the repository in one of them is passed over")
  func sources() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(
      "mkdir -p docs all/pics; echo 1 >docs/a; echo 2 >all/pics/b; mv repository all")
    sandbox.environment["MARTLET_REPO"] = Array("\(sandbox.folder)/all/repository".utf8)
    try sandbox.run("backup", "docs", "all")
    try sandbox.shell("echo 3 >all/pics/c; rm docs/a")
    #expect(
      try sandbox.run("diff", "latest").text == """
        + all/pics/c                                2 B
        - docs/a                                    2 B
        1 added (2 B), 1 removed (2 B); 1 the same

        """)
    try sandbox.shell("rm -r docs")
    let gone = try sandbox.run("diff", "latest")
    #expect(gone.code == 3)
    #expect(
      gone.text == """
        + all/pics/c                                2 B
        1 added (2 B); 1 the same
        ! 1 path not compared: docs (no such file or directory)   exit 3

        """)
  }

  @Test("What nobody reads any more ends quietly")
  func ends() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; cd docs; seq 4000 | xargs touch")
    try sandbox.run("backup", "docs")
    try sandbox.shell("mkdir none")
    let head = try sandbox.shell("$MARTLET diff latest none/ 2>errors | head -1; cat errors")
    #expect(head.lines.first == "- 1                                         0 B")
    #expect(head.lines.count == 2)
  }
}
