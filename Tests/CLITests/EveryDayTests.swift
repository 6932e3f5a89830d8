import Testing

/// The commands as somebody uses them, with what they say word for word.
struct EveryDayTests {
  private func prepared() throws -> Sandbox {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(
      """
      mkdir -p docs/sub && cd docs && printf hello >a && printf 'one more\\n' >sub/b
      ln -s a link && chmod 640 a && touch -d 2026-01-02T03:04:05Z a sub/b sub
      """)
    return sandbox
  }

  @Test("init says where, which key, and 24 words in four columns")
  func initialization() throws {
    let sandbox = try Sandbox()
    let made = try sandbox.run("init", "--kdf-cost", "15", "--label", "laptop")
    #expect(made.code == 0)
    #expect(made.errors == "")
    let lines = sandbox.normalized(made.text).split(separator: "\n").map(String.init)
    #expect(
      lines.prefix(2) == [
        "Repository made at ~/repository.", "  Its key \"laptop\" opens with your password.",
      ])
    #expect(lines[2].hasPrefix("These 24 words open it too"))
    let words = lines.dropFirst(3).joined(separator: " ").matches(of: /(\d+) ([a-z]+)/)
    #expect(Set(words.compactMap { Int($0.1) }) == Set(1...24))
    #expect(lines.count == 9)
  }

  @Test("With -q init says nothing but the words, which are shown only once")
  func quietInitialization() throws {
    let sandbox = try Sandbox()
    let made = try sandbox.run("init", "--kdf-cost", "15", "-q")
    #expect(made.lines.count == 7)
    #expect(made.text.matches(of: /(\d+) ([a-z]+)/).count >= 24)
  }

  @Test("The recovery words open the repository instead of the password")
  func recovery() throws {
    let sandbox = try Sandbox()
    let made = try sandbox.run("init", "--kdf-cost", "15", "--json")
    let line = try #require(JSONLine(made.lines.first ?? ""))
    guard case .list(let words)? = line["recovery_words"] else {
      Issue.record("no words in \(made.text)")
      return
    }
    let texts = words.compactMap { if case .text(let word) = $0 { word } else { nil } }
    #expect(texts.count == 24)
    try sandbox.shell("printf '%s\\n' \(texts.joined(separator: " ")) >words")
    sandbox.environment["MARTLET_PASSWORD"] = nil
    #expect(try sandbox.run("snapshots", "--recovery-file", "words").code == 0)
    try sandbox.shell("sed -i 1d words")
    let short = try sandbox.run("snapshots", "--recovery-file", "words")
    #expect(short.code == 12)
    #expect(short.errors.hasPrefix("martlet: there are 23 recovery words, not 24"))
  }

  @Test("backup says what it saved, then what is new")
  func backup() throws {
    let sandbox = try prepared()
    let first = try sandbox.run("backup", "docs")
    #expect(first.code == 0)
    #expect(
      first.errors == "martlet: saving \(sandbox.folder)/docs to \(sandbox.folder)/repository\n")
    #expect(
      sandbox.normalized(first.text).replacing(/Added .*/, with: "Added …") == """
        Snapshot ID of ~/docs saved to ~/repository in T.
          2 files, 14 B: 2 new, 0 changed, 0 deleted, 0 unchanged
          Added …

        """)
    try sandbox.shell("rm docs/sub/b; printf more >docs/c; printf other >docs/a")
    let second = try sandbox.run("save", "./docs/../docs/", "-q")
    #expect(second.code == 0)
    #expect(second.text == "" && second.errors == "")
    let third = try sandbox.run("backup", "docs", "--json")
    let summary = try #require(JSONLine(third.lines.first ?? ""))
    #expect(summary["type"] == .text("summary"))
    #expect(summary["unchanged"] == .number(2))
    #expect(summary["added"] == .number(0))
    #expect(summary["exit_code"] == .number(0))
    #expect(third.errors == "")
  }

  @Test("snapshots shows a block for each set, oldest first")
  func snapshots() throws {
    let sandbox = try prepared()
    let none = try sandbox.run("list")
    #expect(
      sandbox.normalized(none.text)
        == "No snapshots yet at ~/repository.\n  Make one: martlet backup PATH\n")
    for _ in 0..<2 { try sandbox.run("backup", "docs", "--set", "papers") }
    try sandbox.run("backup", "docs/sub")
    let list = try sandbox.run("snapshots")
    let text = sandbox.normalized(list.text).replacing(/\d+ B/, with: "N B")
      .replacing(/[ ]+/, with: " ")
    #expect(
      text == """
        papers on HOST size added only here files
        ID today CLOCK N B N B N B 2
        ID today CLOCK N B N B N B 2

        ~/docs/sub on HOST
         size added only here files
        ID today CLOCK N B N B N B 1

        """)
    let lines = try sandbox.run("snapshots", "--json").lines.map { JSONLine($0) }
    #expect(lines.count == 3)
    #expect(lines[2]?["paths"] == .list([.text("\(sandbox.folder)/docs/sub")]))
    #expect(lines[2]?["files"] == .number(1))
    #expect(lines[0]?["set"] == .text("papers"))
    // Nothing differs between the two of the set, and the third has one of their files.
    #expect(lines[0]?["only_here"] == .number(0))
    #expect(lines[0]?["kept_by"] == .null)
  }

  @Test("ls, ls -l, ls -R and cat show what was saved")
  func looking() throws {
    let sandbox = try prepared()
    try sandbox.run("backup", "docs")
    #expect(try sandbox.run("ls", "latest").text == "a\nlink\nsub/\n")
    #expect(try sandbox.run("ls", "-R", "latest").text == "a\nlink\nsub/\nsub/b\n")
    #expect(try sandbox.run("ls", "latest:sub").text == "b\n")
    #expect(try sandbox.run("ls", "latest:\(sandbox.folder)/docs/sub/b").text == "b\n")
    let long = try sandbox.run("ls", "-l", "latest:a").text
    #expect(long.wholeMatch(of: /-rw-r----- \S+ \S+ 5 2026-01-02 03:04 a\n/) != nil)
    #expect(try sandbox.run("ls", "-l", "latest:link").text.hasSuffix(" link -> a\n"))
    #expect(try sandbox.run("cat", "latest:sub/b").text == "one more\n")
    let missing = try sandbox.run("cat", "latest:nothing")
    #expect(missing.code == 1)
    #expect(missing.errors.hasPrefix("martlet: nothing is called nothing in snapshot "))
    let named = try sandbox.run("ls", "latest:docs/sub")
    #expect(sandbox.normalized(named.errors).hasSuffix("\n  Paths begin in the source: ID:sub.\n"))
    let bare = try sandbox.run("restore", "docs/sub", "--in-place")
    #expect(
      bare.errors.hasSuffix("\n  A path stands behind the snapshot and a colon: latest:docs/sub.\n")
    )
    #expect(try sandbox.run("cat", "latest:sub").code == 1)
    let entry = try #require(
      JSONLine(try sandbox.run("ls", "--json", "latest:a").lines.first ?? ""))
    #expect(entry["size"] == .number(5))
    #expect(entry["mode"] == .text("0640"))
    #expect(entry["modified"] == .text("2026-01-02T03:04:05.000000000+00:00"))
  }

  @Test("What is restored is what was saved; newer files stay")
  func restore() throws {
    let sandbox = try prepared()
    try sandbox.run("backup", "docs")
    let restored = try sandbox.run("restore", "latest", "--to", "new/place")
    #expect(restored.code == 0)
    #expect(
      sandbox.normalized(restored.text)
        == "Restored 2 files, 1 folder, 1 link, 14 B from snapshot ID to ~/new/place in T.\n")
    let differences = try sandbox.shell("rsync -aAXHn --checksum --delete -i docs/ new/place/")
    #expect(differences.code == 0 && differences.text == "")
    try sandbox.shell("printf mine >new/place/a")
    let again = try sandbox.run("restore", "latest", "--to", "new/place")
    #expect(again.code == 3)
    #expect(again.lines.last == "! 1 path kept: newer than in the snapshot: a   exit 3")
    #expect(try sandbox.shell("cat new/place/a").text == "mine")
    #expect(try sandbox.run("restore", "latest:sub/b", "--to", "one").code == 0)
    #expect(try sandbox.shell("ls one").text == "b\n")
  }
}
