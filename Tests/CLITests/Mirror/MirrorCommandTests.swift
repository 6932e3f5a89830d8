import Testing

/// Two folders that are mirrored by the built program, with a repository of their own.
struct MirroredSandbox {
  let sandbox: Sandbox

  init(_ script: String = "") throws {
    sandbox = try Sandbox()
    for name in ["MARTLET_REPO", "MARTLET_PASSWORD"] { sandbox.environment[name] = nil }
    try sandbox.shell("mkdir A B; \(script)")
  }

  /// Fails where it does not end as it should.
  @discardableResult
  func mirror(_ options: String..., code: Int32 = 0) throws -> Sandbox.Outcome {
    let run = try sandbox.run(["mirror", "A", "B"] + options)
    #expect(run.code == code, "\(options): \(run.text)\(run.errors)")
    return run
  }

  /// What is on both sides, a line each; a test fails where they differ.
  func both() throws -> [String] {
    let differences = try sandbox.shell("rsync -aAXHn --delete --itemize-changes A/ B/").text
    #expect(differences == "", "both sides are equal")
    return try sandbox.shell("cd A; find . -mindepth 1 -printf '%P %y\\n' | sort").lines
  }

  func content(_ path: String) throws -> String { try sandbox.shell("cat '\(path)'").text }
}

@Suite struct MirrorCommandTests {
  @Test("Changes flow both ways; the second run does nothing")
  func twoWay() throws {
    let pair = try MirroredSandbox("echo 1 >A/x; mkdir A/d; echo 2 >A/d/y; echo 3 >B/z")
    let first = try pair.mirror()
    #expect(first.errors.contains("is kept for 90 days in"))
    #expect(first.text.contains("without what they last agreed on nothing is deleted"))
    #expect(try pair.both() == ["d d", "d/y f", "x f", "z f"])
    try pair.sandbox.shell("rm B/d/y; echo new >A/x; mv A/z A/w; sleep 0.01")
    let second = try pair.mirror()
    #expect(second.text.contains("Both sides are equal: 2 files."), "\(second.text)")
    #expect(try pair.both() == ["d d", "w f", "x f"])
    #expect(try pair.content("B/x") == "new\n")
    #expect(try pair.mirror().text.contains("Nothing had to be done."))
  }

  @Test("A plan is shown, written down, and carried out only as long as it holds")
  func plans() throws {
    let pair = try MirroredSandbox("echo 1 >A/x; echo 2 >B/y")
    try pair.mirror()
    try pair.sandbox.shell("echo more >>A/x; rm B/y")
    let shown = try pair.mirror("--plan")
    #expect(shown.text.contains("-> B  changed   x"))
    #expect(shown.text.contains("-> A  removed   y"))
    try pair.sandbox.write(try pair.mirror("--plan", "--json").text, to: "plan")
    try pair.sandbox.shell("echo other >A/new")
    let refused = try pair.sandbox.run("mirror", "apply", "plan")
    #expect(refused.code == 5 && refused.errors.contains("first at new"), "\(refused.errors)")
    try pair.sandbox.shell("rm A/new")
    try pair.sandbox.write(try pair.mirror("--plan", "--json").text, to: "plan")
    #expect(try pair.sandbox.run("mirror", "apply", "plan").code == 0)
    #expect(try pair.both() == ["x f"])
    #expect(try pair.sandbox.run("mirror", "apply", "plan").code == 5)
    try pair.sandbox.write("{}\n", to: "plan")
    #expect(try pair.sandbox.run("mirror", "apply", "plan").code == 1)
  }

  @Test("An undo brings back both sides to the last attribute, and can be undone")
  func undo() throws {
    let pair = try MirroredSandbox(
      "echo 1 >A/x; ln A/x A/x2; mkdir A/d; ln -s x A/l; echo 2 >A/d/y; chmod 640 A/d/y")
    try pair.mirror()
    try pair.sandbox.shell(
      "rm -r B/d; echo 3 >A/x; touch -d 2020-01-01 B/l -h; cp -a A A0; cp -a B B0")
    try pair.mirror("--allow-mass-change")
    #expect(try pair.both() == ["l l", "x f", "x2 f"])
    #expect(try pair.sandbox.run("mirror", "undo", "-n").text.contains("-> B"))
    let undone = try pair.sandbox.run("mirror", "undo")
    #expect(undone.code == 0, "\(undone.text)\(undone.errors)")
    for side in ["A", "B"] {
      let differences = try pair.sandbox.shell("rsync -aAXHn --delete -i \(side)0/ \(side)/").text
      #expect(differences == "", "\(side) is as it was")
    }
    let log = try pair.sandbox.run("mirror", "log")
    #expect(log.lines.count == 4 && log.text.contains("undone since"), "\(log.text)")
    #expect(try pair.sandbox.run("mirror", "show").code == 0)
  }

  @Test("Rails: an emptied side, a mass deletion, another folder, one in the other")
  func rails() throws {
    let pair = try MirroredSandbox("for i in $(seq 20); do echo $i >A/$i; done")
    try pair.mirror()
    try pair.sandbox.shell("mkdir away; mv A/* away/")
    #expect(try pair.mirror(code: 5).errors.contains("--allow-empty-root"))
    try pair.sandbox.shell("mv away/1 away/2 away/3 A/")
    #expect(try pair.mirror(code: 5).errors.contains("17 of 20 files would be deleted"))
    try pair.sandbox.shell("mv away/* A/; mv B other; mkdir B")
    #expect(try pair.mirror(code: 5).errors.contains("--allow-other-root"))
    #expect(try pair.sandbox.shell("ls A | wc -l").text == "20\n")
    try pair.mirror("--allow-other-root")
    #expect(try pair.both().count == 20)
    try pair.sandbox.shell("mkdir A/sub")
    let nested = try pair.sandbox.run("mirror", "A", "A/sub")
    #expect(nested.code == 5, "\(nested.errors)")
    #expect(try pair.sandbox.run("mirror", "A", "missing").code == 5)
  }

  @Test("Conflicts are kept, listed, settled either way; held ones stay apart until then")
  func conflicts() throws {
    let pair = try MirroredSandbox("for f in x y z; do echo 1 >A/$f; done")
    try pair.mirror()
    try pair.sandbox.shell(
      "for f in x y z; do echo a >A/$f; echo bb >B/$f; touch -d '1 hour ago' B/$f; done")
    #expect(try pair.mirror(code: 3).text.contains("3 conflicts"))
    let names = try pair.both()
    #expect(names.count == 6 && names.filter { $0.contains(".conflict-") }.count == 3)
    #expect(try pair.sandbox.run("mirror", "conflicts").lines.count == 5)
    #expect(try pair.sandbox.run("mirror", "resolve", "A/x", "--take", "b").code == 0)
    #expect(try pair.content("A/x") == "bb\n" && pair.content("B/x") == "bb\n")
    #expect(try pair.sandbox.run("mirror", "resolve", "B/y", "--take", "a").code == 0)
    #expect(try pair.sandbox.run("mirror", "resolve", "z", "--take", "both").code == 0)
    #expect(try pair.both().count == 4)
    #expect(try pair.sandbox.run("mirror", "conflicts").text == "No conflicts.\n")
    try pair.sandbox.shell("echo aaa >A/y; echo bbb >B/y")
    try pair.mirror("--conflict", "hold", code: 3)
    #expect(try pair.content("A/y") == "aaa\n" && pair.content("B/y") == "bbb\n")
    let settled = try pair.sandbox.run("mirror", "resolve", "y", "--take", "b")
    #expect(settled.code == 0, "\(settled.text)\(settled.errors)")
    #expect(try pair.content("A/y") == "bbb\n")
    try pair.mirror()
  }

  @Test("One way, refresh, patterns, texts that merge")
  func modes() throws {
    let pair = try MirroredSandbox("echo 1 >A/x; echo 2 >B/own; echo o >A/t.o")
    try pair.mirror("--one-way", "--exclude", "*.o")
    #expect(try pair.sandbox.shell("ls A B").text == "A:\nt.o\nx\n\nB:\nown\nx\n")
    try pair.mirror("--one-way")
    #expect(try pair.sandbox.shell("ls B").text == "own\nx\n", "patterns are remembered")
    try pair.mirror("--refresh", "--everything")
    #expect(try pair.both() == ["t.o f", "x f"])
    try pair.mirror("--slow")
    try pair.sandbox.shell("seq 9 >A/text")
    try pair.mirror()
    try pair.sandbox.shell("sed -i s/2/two/ A/text; sed -i s/8/eight/ B/text")
    try pair.mirror("--conflict", "merge")
    #expect(try pair.content("B/text").hasPrefix("1\ntwo\n3\n"))
    #expect(try pair.content("A/text").hasSuffix("eight\n9\n"))
    _ = try pair.both()
  }

  @Test("A pair ends; what is in B goes only when it is saved")
  func ending() throws {
    let pair = try MirroredSandbox("echo 1 >A/x; mkdir A/d")
    #expect(try pair.sandbox.run("mirror", "list").text.contains("No folders are mirrored"))
    try pair.mirror()
    #expect(try pair.sandbox.run("mirror", "list").lines.count == 2)
    let ended = try pair.sandbox.run("mirror", "end", "A", "B", "--remove-b")
    #expect(ended.code == 0, "\(ended.text)\(ended.errors)")
    #expect(try pair.sandbox.shell("test -e B && echo there").text == "")
    #expect(try pair.sandbox.run("mirror", "list").text.contains("No folders are mirrored"))
  }

  @Test("Three folders become equal around the first")
  func three() throws {
    let sandbox = try MirroredSandbox("mkdir C; echo 1 >A/a; echo 2 >B/b; echo 3 >C/c").sandbox
    let run = try sandbox.run("mirror", "A", "B", "C")
    #expect(run.code == 0, "\(run.text)\(run.errors)")
    for side in ["A", "B", "C"] {
      #expect(try sandbox.shell("ls \(side)").lines == ["a", "b", "c"])
    }
  }

  @Test("With a named repository forget's rules leave mirrors alone")
  func retention() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir A B; echo 1 >A/a")
    #expect(try sandbox.run("mirror", "A", "B", "-r", "repository").code == 0)
    try sandbox.shell("echo 2 >A/a; mkdir docs; echo 1 >docs/x")
    #expect(try sandbox.run("mirror", "A", "B", "-r", "repository").code == 0)
    #expect(try sandbox.run("backup", "docs").code == 0)
    let count = try sandbox.run("snapshots", "--json").lines.count
    #expect(try sandbox.run("forget", "--keep-last", "1").code == 0)
    #expect(try sandbox.run("snapshots", "--json").lines.count == count)
  }
}
