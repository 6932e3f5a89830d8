import TestSupport
import Testing

/// `--files-from` and `--files-from-0`: listed paths, with their structure below their common
/// folder.
struct FilesFromTests {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(
      "mkdir -p src/a/b src/c/d other; touch src/1 src/a/2 src/a/b/3 src/c/4 src/c/d/5")
    return sandbox
  }

  @Test("Listed paths alone are saved; those that do not exist are named")
  func listed() throws {
    let sandbox = try sandbox()
    try sandbox.shell(
      "printf 'src/a/b\\n\\nsrc/c/4\\nsrc/gone\\nsrc/c/4/5\\nsrc/e/f\\nsrc/a/b/6' >list")
    let run = try sandbox.run("backup", "--files-from", "list")
    #expect(run.code == 3)
    let lines = sandbox.normalized(run.text).split(separator: "\n").map(String.init)
    #expect(lines[0] == "Snapshot ID of ~/src saved to ~/repository in T.")
    #expect(lines[1] == "  2 files, 0 B: 2 new, 0 changed, 0 deleted, 0 unchanged")
    #expect(
      lines.last == "! 4 paths do not exist: ~/src/e/f, ~/src/gone, ~/src/a/b/6 and 1 more; "
        + "-v lists all   exit 3")
    let saved = try sandbox.run("ls", "-R", "latest").lines
    #expect(saved == ["a/", "a/b/", "a/b/3", "c/", "c/4"])
  }

  @Test("The source is the deepest common folder: a listed folder itself, above a file its folder")
  func common() throws {
    let sandbox = try sandbox()
    for (list, source, saved) in [
      ("src/a", "src/a", ["2", "b/", "b/3"]), ("src/a/2", "src/a", ["2"]),
      ("src/a\\nsrc/a/b", "src/a", ["2", "b/", "b/3"]),
      ("src/c/d/5\\n./src/../src//c/4", "src/c", ["4", "d/", "d/5"]),
      ("src/c/\\nsrc/a/2", "src", ["a/", "a/2", "c/", "c/4", "c/d/", "c/d/5"]),
    ] {
      let run = try sandbox.shell("printf '\(list)\\n' | \"$MARTLET\" backup --files-from -")
      #expect(run.code == 0, "\(list): \(run.text)")
      #expect(sandbox.normalized(run.text).hasPrefix("Snapshot ID of ~/\(source) saved"), "\(list)")
      #expect(try sandbox.run("ls", "-R", "latest").lines == saved, "\(list)")
    }
  }

  @Test("Zero bytes end paths of any bytes")
  func zeros() throws {
    let sandbox = try sandbox()
    try sandbox.shell(
      #"touch "$(printf 'src/a/x\n\377y')" "src/a/ z"; find src/a -type f -print0 >list"#)
    let run = try sandbox.run("backup", "--files-from-0", "list")
    #expect(run.code == 0)
    #expect(try sandbox.run("ls", "-R", "latest").lines == [" z", "2", "b/", "b/3", "x\\n\\xffy"])
  }

  @Test("Rules hold for listed paths too; a path beside the list is a source of its own")
  func together() throws {
    let sandbox = try sandbox()
    try sandbox.shell("touch other/9 other/x; printf 'src/a\\nsrc/c/4\\n' >list")
    let run = try sandbox.run("backup", "other", "--files-from", "list", "--exclude", "/a/b", "-v")
    #expect(run.code == 0)
    #expect(run.lines.last == "  1 excluded by /a/b (--exclude)")
    #expect(
      try sandbox.run("ls", "-R", "latest").lines == [
        "other/", "other/9", "other/x", "src/", "src/a/", "src/a/2", "src/c/", "src/c/4",
      ])
    // The folder is a source itself, so all of it is saved.
    #expect(try sandbox.run("backup", "src", "--files-from", "list").code == 0)
    #expect(try sandbox.run("ls", "-R", "latest").lines.contains("c/d/5"))
  }

  @Test("Links on the way to a listed path are followed, a listed link is saved as one")
  func links() throws {
    let sandbox = try sandbox()
    try sandbox.shell("ln -s a src/link; printf 'src/link/2\\nsrc/link\\nsrc/1\\n' >list")
    #expect(try sandbox.run("backup", "--files-from", "list").code == 0)
    #expect(
      try sandbox.run("ls", "-R", "latest").lines.map { $0.prefix(4) } == [
        "1", "a/", "a/2", "link",
      ])
  }

  @Test("No path, or none that exists, is an error; so is a list that cannot be read")
  func nothing() throws {
    let sandbox = try sandbox()
    try sandbox.shell("printf '\\n\\n' >empty; printf 'x/y\\nz\\n' >wrong")
    let empty = try sandbox.run("backup", "--files-from", "empty")
    #expect(empty.code == 1)
    #expect(
      empty.errors == "martlet: no path is listed at empty (exit 1)\n  Check what makes the list.\n"
    )
    let wrong = try sandbox.run("backup", "--files-from", "wrong")
    #expect(wrong.code == 1)
    #expect(
      sandbox.normalized(wrong.errors)
        == "martlet: none of the sources exists at ~/x/y, ~/z (exit 1)\n  Check the path.\n")
    #expect(try sandbox.run("backup", "--files-from", "none").code == 1)
    #expect(try sandbox.run("backup").code == 64)
    #expect(try sandbox.run("backup", "--files-from", "-", "--files-from-0", "-").code == 64)
    #expect(try sandbox.run("snapshots", "--json").text == "")
  }

  @Test(
    "Its own folders are left out of listed paths; excluded or named, they are not saved either")
  func own() throws {
    let sandbox = try sandbox()
    try sandbox.shell(
      "mkdir -p all/home; mv src repository all; "
        + "printf 'all/home\\nall/repository\\nall/src/1\\n' >list"
    )
    sandbox.environment["MARTLET_REPO"] = Array("\(sandbox.folder)/all/repository".utf8)
    sandbox.environment["HOME"] = Array("\(sandbox.folder)/all/home".utf8)
    let run = try sandbox.run("backup", "--files-from", "list")
    #expect(run.code == 0)
    let leftOut = sandbox.normalized(run.text).matches(of: /Left out.*: (.*)/).map { String($0.1) }
    #expect(
      leftOut == [
        "~/all/repository", "~/all/home/.cache/martlet", "~/all/home/.local/state/martlet",
      ])
    #expect(try !sandbox.run("ls", "-R", "latest").text.contains("config.0"))
    let excluded = try sandbox.run("backup", "all", "--exclude", "/home", "--exclude", "repository")
    #expect(!excluded.text.contains("Left out: ~/all/home"))
    #expect(try sandbox.run("ls", "latest").lines == ["src/"])
    for own in ["all/home/.cache/martlet", "all/home/.local/state/martlet/x"] {
      let refused = try sandbox.run("backup", own, "all/src")
      #expect(refused.code == 5 && refused.errors.contains("own cache or state"))
    }
  }

  @Test("Thousands of listed paths, most of which do not exist")
  func many() throws {
    let sandbox = try Sandbox.withRepository()
    let count = isTorture ? 500 : 25
    try sandbox.shell(
      """
      mkdir src; cd src
      for i in $(seq 1 200); do
        mkdir $i; for j in $(seq 1 10); do : >$i/$j; done
        seq -f src/$i/%.0f 1 \(count) >>../list
      done
      """)
    let run = try sandbox.run("backup", "--files-from", "list")
    #expect(run.code == 3)
    #expect(run.lines[1].hasPrefix("  2 000 files, "))
    #expect(run.text.contains("! \(isTorture ? "98" : "3") 000 paths do not exist: "))
  }
}
