import Format
import Testing

/// Tags, notes and pins, and runs that make no snapshot, word for word.
struct RemarkTests {
  private func prepared(_ options: String...) throws -> Sandbox {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; echo 1 >docs/a")
    let saved = try sandbox.run(["backup", "docs"] + options)
    try #require(saved.code == 0, "\(saved.errors)")
    return sandbox
  }

  private func said(_ arguments: String..., in sandbox: Sandbox) throws -> String {
    let run = try sandbox.run(arguments)
    #expect(run.code == 0, "\(run.errors)")
    return sandbox.normalized(run.text)
  }

  private func snapshot(_ sandbox: Sandbox) throws -> JSONLine {
    try #require(JSONLine(try sandbox.run("snapshots", "--json").lines.last ?? ""))
  }

  @Test("backup --tag and --note are there with the snapshot, and in the table")
  func backup() throws {
    let sandbox = try prepared("--tag", "b", "--tag", "a", "--note", "before the move", "--json")
    let line = try snapshot(sandbox)
    #expect(line["tags"] == .list([.text("a"), .text("b")]))
    #expect(line["note"] == .text("before the move"))
    let table = try sandbox.run("snapshots").text
    #expect(table.hasSuffix("   #a #b \"before the move\"\n"))
    #expect(try sandbox.run("snapshots", "--json", "--tag", "a").lines.count == 1)
    #expect(try sandbox.run("snapshots", "--json", "--tag", "c").lines.count == 0)
    #expect(try sandbox.run("check").text.contains("all there"))
    let (long, odd) = (String(repeating: "x", count: 256), [UInt8]("--note=".utf8) + [0xFF])
    #expect(try sandbox.run("backup", "docs", "--tag", long).code == 64)
    #expect(try sandbox.run("backup", "docs", "--tag", "").code == 64)
    #expect(try sandbox.run(bytes: ["backup", "docs"].map { Array($0.utf8) } + [odd]).code == 64)
  }

  @Test("tag adds, removes and sets")
  func tagging() throws {
    let sandbox = try prepared()
    #expect(
      try said("tag", "latest", "--add", "x", "--add", "a b", in: sandbox)
        == "ID of ~/docs has the tags #a b #x now.\n")
    #expect(
      try said("tag", "latest", "--add", "x", in: sandbox)
        == "ID of ~/docs has the tags #a b #x already.\n")
    #expect(
      try said("tag", "latest", "--remove", "x", "-n", in: sandbox)
        == "ID of ~/docs would have the tags #a b; nothing was changed.\n")
    #expect(
      try said("tag", "latest", "--remove", "x", "--add", "y", in: sandbox)
        == "ID of ~/docs has the tags #a b #y now.\n")
    #expect(
      try said("tag", "latest", "--set", "", in: sandbox) == "ID of ~/docs has no tags now.\n")
    let json = try sandbox.run("tag", "latest", "--set", "t", "--json")
    let line = try #require(JSONLine(json.lines.first ?? ""))
    #expect(line["type"] == .text("remarks") && line["changed"] == .flag(true))
    #expect(line["tags"] == .list([.text("t")]))
    #expect(try snapshot(sandbox)["tags"] == .list([.text("t")]))
    for wrong in [["latest"], ["--add", "x"], ["latest", "--set", "a", "--add", "b"]] {
      #expect(try sandbox.run(["tag"] + wrong).code == 64, "\(wrong)")
    }
  }

  @Test("A note is written, replaced and cleared; a pin is set and removed")
  func notesAndPins() throws {
    let sandbox = try prepared()
    #expect(
      try said("note", "latest", "one\nline", in: sandbox)
        == "ID of ~/docs has the note \"one\\nline\" now.\n")
    #expect(try said("pin", "latest", in: sandbox) == "ID of ~/docs is pinned now.\n")
    #expect(try sandbox.run("snapshots").text.hasSuffix("   pinned \"one\\nline\"\n"))
    #expect(
      try said("note", "latest", "--clear", in: sandbox) == "ID of ~/docs has no note now.\n")
    #expect(
      try said("pin", "--remove", "latest", in: sandbox) == "ID of ~/docs is not pinned now.\n")
    #expect(
      try said("pin", "--remove", "latest", in: sandbox)
        == "ID of ~/docs is not pinned already.\n")
    #expect(try snapshot(sandbox)["pinned"] == .flag(false))
    for wrong in [["latest"], ["latest", "x", "--clear"], ["latest", ""]] {
      #expect(try sandbox.run(["note"] + wrong).code == 64, "\(wrong)")
    }
  }

  @Test("A name that means no snapshot, or a guess, changes nothing")
  func names() throws {
    let sandbox = try prepared()
    let unknown = try sandbox.run("pin", "latest", "latest~1")
    #expect(unknown.code == 1)
    #expect(try snapshot(sandbox)["pinned"] == .flag(false))
    let path = try sandbox.run("pin", "latest:a")
    #expect(
      path.errors == """
        martlet: latest:a is a path in a snapshot (exit 64)
          Name the snapshot alone: latest.

        """)
    try sandbox.plant([{ $0.set = "other" }])
    let several = try sandbox.run("tag", "latest", "--add", "x")
    #expect(several.code == 1)
    #expect(several.errors.hasPrefix("martlet: latest could mean a snapshot of 2 sets"))
  }

  @Test("backup --skip-if-unchanged makes no snapshot of what is there already")
  func skipping() throws {
    let sandbox = try prepared()
    let skipped = try sandbox.run("backup", "docs", "--skip-if-unchanged")
    #expect(skipped.code == 0)
    #expect(
      sandbox.normalized(skipped.text)
        == "Nothing changed since ID of today CLOCK: no new snapshot.\n")
    let json = try sandbox.run("backup", "docs", "--skip-if-unchanged", "--json")
    let line = try #require(JSONLine(json.lines.last ?? ""))
    #expect(line["snapshot"] == .null)
    #expect(line["same_as"] == (try snapshot(sandbox))["id"])
    try sandbox.shell("echo 2 >docs/b")
    let changed = try sandbox.run("backup", "docs", "--skip-if-unchanged", "--json")
    #expect(JSONLine(changed.lines.last ?? "")?["same_as"] == .null)
    #expect(try sandbox.run("snapshots", "--json").lines.count == 2)
  }

  @Test("Tags and a note that no snapshot gets are said, and how they get to the one that is there")
  func unsaid() throws {
    let sandbox = try prepared("--tag", "a", "--note", "one")
    let again = ["backup", "docs", "--skip-if-unchanged"]
    let same = "Nothing changed since ID of today CLOCK: no new snapshot.\n"
    let known = try sandbox.run(again + ["--tag", "a", "--note", "one"])
    #expect(sandbox.normalized(known.text) == same)
    let new = try sandbox.run(
      again + ["--tag", "a", "--tag", "b c", "--tag", "d", "--note", "it's"])
    #expect(new.code == 0)
    #expect(
      sandbox.normalized(new.text) == same + """
          No snapshot got the tags; to give them: martlet tag ID --add 'b c' --add d
          No snapshot got the note; to give it: martlet note ID 'it'\\''s'

        """)
    for line in new.lines.dropFirst() {
      let command = line.split(separator: "martlet ").last ?? ""
      #expect(try sandbox.shell("$MARTLET \(command)").code == 0, "\(command)")
    }
    #expect(try snapshot(sandbox)["tags"] == .list([.text("a"), .text("b c"), .text("d")]))
    #expect(try snapshot(sandbox)["note"] == .text("it's"))
  }
}
