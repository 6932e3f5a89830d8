import TestSupport
import Testing

/// `martlet versions`, word for word.
struct VersionsTests {
  /// Four snapshots of `docs`: `sub/tax.txt` comes, changes, goes, and comes back as it was.
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(
      """
      umask 022; mkdir -p docs/sub; printf one >docs/sub/tax.txt
      touch -d 2026-01-02T03:04:05Z docs/sub/tax.txt
      """)
    try sandbox.run("backup", "docs")
    try sandbox.shell("printf longer >docs/sub/tax.txt; touch -d 2026-02-03T04:05Z docs/sub/*")
    try sandbox.run("backup", "docs")
    try sandbox.shell("mv docs/sub/tax.txt .")
    try sandbox.run("backup", "docs")
    try sandbox.shell("printf one >docs/sub/tax.txt; touch -d 2026-03-04T05:06Z docs/sub/*")
    try sandbox.run("backup", "docs")
    return sandbox
  }

  private static let table = """
    ~/docs/sub/tax.txt on HOST
     size modified came went
    1 3 B DAY CLOCK ID today CLOCK replaced in ID today CLOCK
    2 6 B DAY CLOCK ID today CLOCK deleted in ID today CLOCK
    3 3 B DAY CLOCK ID today CLOCK in the newest snapshot the same as 1, = now

    """

  /// What is said, with one space between columns.
  private func text(_ sandbox: Sandbox, _ arguments: String...) throws -> String {
    let run = try sandbox.run(["versions"] + arguments)
    #expect(run.code == 0, "\(run.errors)")
    return sandbox.normalized(run.text).replacing(/\ {2,}/, with: " ")
  }

  @Test("Versions of a path of this machine, or of one in snapshots, from oldest to newest")
  func table() throws {
    let sandbox = try sandbox()
    for path in [
      "docs/sub/tax.txt", "sub/tax.txt", "latest~3:sub/tax.txt", "docs/../docs/sub/tax.txt",
    ] {
      #expect(
        try text(sandbox, path)
          == Self.table + "Put one back: martlet versions \(path) --restore 2 --to DIR\n")
    }
    #expect(try text(sandbox, "\(sandbox.folder)/docs/sub/tax.txt", "-q") == Self.table)
    let ids = try sandbox.run("snapshots", "--json").lines.compactMap {
      JSONLine($0)?["id"]?.text?.prefix(8)
    }
    let lines = try sandbox.run("versions", "sub/tax.txt").lines
    #expect(lines[3].contains("\(ids[1]) today") && lines[3].contains("deleted in \(ids[2]) today"))
    #expect(lines[4].contains("2026-03-04 05:06   \(ids[3]) today"))
  }

  @Test("What is on the disk and no version is a row; folders; a block for each set")
  func rows() throws {
    let sandbox = try sandbox()
    try sandbox.shell("echo new >docs/sub/tax.txt")
    #expect(
      try text(sandbox, "sub/tax.txt").contains(
        "in the newest snapshot the same as 1\nnow 4 B DAY CLOCK not saved yet\nPut"))
    try sandbox.shell("rm docs/sub/tax.txt")
    #expect(
      try text(sandbox, "sub/tax.txt").contains(
        "in the newest snapshot the same as 1\nnow not there any more\nPut"))
    try sandbox.run("backup", "docs/sub", "--set", "papers")
    #expect(
      try text(sandbox, "docs/sub") == """
        ~/docs/sub on HOST
         size modified came went
        1 DAY CLOCK ID today CLOCK replaced in ID today CLOCK
        2 DAY CLOCK ID today CLOCK replaced in ID today CLOCK
        3 DAY CLOCK ID today CLOCK replaced in ID today CLOCK
        4 DAY CLOCK ID today CLOCK in the newest snapshot

        ~/docs/sub on HOST, set papers
         size modified came went
        1 DAY CLOCK ID today CLOCK in the newest snapshot
        Put one back: martlet versions ID: --restore 1 --to DIR

        """)
    #expect(try text(sandbox, "docs/sub", "--set", "papers").split(separator: "\n").count == 4)
  }

  @Test("A version is put back by its number, into a folder or where it was, or printed")
  func restore() throws {
    let sandbox = try sandbox()
    let path = "docs/sub/tax.txt"
    let put = try sandbox.run("versions", path, "--restore", "2", "--to", "back")
    #expect(put.code == 0)
    #expect(
      sandbox.normalized(put.text)
        == "Restored 1 file, 0 folders, 6 B from snapshot ID to ~/back in T.\n")
    #expect(try sandbox.shell("cat back/tax.txt").text == "longer")
    #expect(try sandbox.run("versions", path, "--cat", "2").text == "longer")
    #expect(try sandbox.run("versions", path, "--cat", "1").text == "one")
    let kept = try sandbox.run("versions", path, "--restore", "2", "--in-place")
    #expect(kept.code == 3)
    #expect(
      kept.errors.hasSuffix(
        "martlet: --overwrite changed puts the older version in the place of the newer file\n"))
    #expect(try sandbox.shell("cat \(path)").text == "one")
    let planned = try sandbox.run(
      "versions", path, "--restore", "2", "--in-place", "--overwrite", "changed", "-n")
    #expect(
      sandbox.normalized(planned.text).hasPrefix("+ ~/docs/sub/tax.txt\nWould restore 1 file"))
    #expect(
      try sandbox.run("versions", path, "--restore", "2", "--in-place", "--overwrite", "changed")
        .code == 0)
    #expect(try sandbox.shell("cat \(path)").text == "longer")
    #expect(try text(sandbox, path).contains("deleted in ID today CLOCK = now\n"))
    try sandbox.run("versions", "docs/sub", "--restore", "1", "--to", "folder")
    #expect(try sandbox.shell("cat folder/tax.txt").text == "one")
  }

  @Test("What cannot be is said, with what to do")
  func errors() throws {
    let sandbox = try sandbox()
    func problem(_ code: Int32, _ arguments: String...) throws -> String {
      let run = try sandbox.run(["versions"] + arguments)
      #expect(run.code == code)
      #expect(run.text == "")
      return sandbox.normalized(run.errors)
    }
    #expect(
      try problem(1, "sub/tx.txt") == """
        martlet: nothing in 4 snapshots is called sub/tx.txt (exit 1)
          Did you mean sub/tax.txt?

        """)
    #expect(
      try problem(1, "some where/else") == """
        martlet: nothing in 4 snapshots is called some where/else (exit 1)
          Look for it: martlet find '*else*'.

        """)
    #expect(
      try problem(1, "sub/tax.txt", "--cat", "4") == """
        martlet: sub/tax.txt has 3 versions, and none with the number 4 (exit 1)
          See them: martlet versions sub/tax.txt.

        """)
    #expect(try problem(1, "sub", "--cat", "1").hasPrefix("martlet: this is no file at ID:sub"))
    try sandbox.run("backup", "docs/sub")
    #expect(
      try problem(1, "docs/sub/tax.txt", "--cat", "1") == """
        martlet: docs/sub/tax.txt is in the snapshots of 2 sets (exit 1)
          Say of which: ID:sub/tax.txt, or ID:tax.txt.

        """)
    #expect(try problem(64, "a", "b", "--cat", "1").contains("2 are given"))
    #expect(try problem(64, "a", "--to", "b").contains("--restore NUMBER"))
    #expect(try problem(64, "a", "--restore", "1").contains("--to FOLDER or --in-place"))
    #expect(try problem(64, "a", "--restore", "1", "--cat", "1").contains("two things"))
  }

  @Test("JSON has a line for each version")
  func json() throws {
    let sandbox = try sandbox()
    let run = try sandbox.run("versions", "sub/tax.txt", "--json")
    #expect(run.code == 0 && run.errors == "")
    #expect(run.lines.count == 3)
    let owners = /"uid":\d+,"gid":\d+,"user":"\w*","group":"\w*"/
    #expect(
      sandbox.normalized(run.lines[1]).replacing(owners, with: "OWNER")
        .replacing(/"host":"[^"]*"/, with: "HOST") == """
          {"schema":1,"type":"version","path":"sub/tax.txt","place":"~/docs/sub/tax.txt",\
          "set":"",HOST,"number":2,"kind":"file","size":6,"modified":"TIME","mode":"0644",OWNER,\
          "snapshots":1,"first":{"id":"ID64","time":"TIME"},"last":{"id":"ID64","time":"TIME"},\
          "end":{"how":"deleted","snapshot":{"id":"ID64","time":"TIME"}},"same_as":null,\
          "now":false}
          """)
    let last = try #require(JSONLine(run.lines[2]))
    #expect(last["same_as"] == .number(1) && last["now"] == .flag(true) && last["end"] == .null)
  }

  @Test("A version that is put back is put back, even over one of equal size and time")
  func lookalike() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(
      """
      mkdir a; for text in one two; do
        echo $text >a/t; touch -d 2026-01-01 a/t; $MARTLET backup -q --force-read a; done
      """)
    #expect(try sandbox.run("versions", "a/t", "--restore", "1", "--in-place").code == 0)
    #expect(try sandbox.shell("cat a/t").text == "one\n")
    #expect(
      try sandbox.run("versions", "a/t", "--restore", "2", "--in-place", "-n").lines[0]
        .hasPrefix("+ "))
  }

  @Test("A path from here is never some other file of that name in a snapshot")
  func otherPlace() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(
      """
      mkdir -p s other/deep; echo saved >s/doc; echo not >other/doc; $MARTLET backup -q s
      """)
    for path in ["../doc", "./../doc"] {
      #expect(try sandbox.shell("cd other/deep; $MARTLET versions \(path) --cat 1").code == 1)
    }
    #expect(try sandbox.shell("cd other; $MARTLET versions doc --cat 1").code == 1)
    #expect(try sandbox.shell("cd other/deep; $MARTLET versions doc --cat 1").text == "saved\n")
    #expect(try sandbox.run("cat", "latest:../../doc").code == 1)
  }
}
