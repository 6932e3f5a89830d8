import Testing

/// `backup --explain`: which rule decides about a path, without saving anything.
struct ExplainTests {
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.shell(
      """
      mkdir -p src/web/node_modules/x src/web/cache src/marked; cd src
      touch a.tmp keep.tmp plain web/node_modules/x/y web/cache/z marked/no marked/a
      echo 'Signature: 8a477f597d28d172789f06886806bc55' >web/cache/CACHEDIR.TAG
      truncate -s 3M large; ln -s web link; printf '\\n\\nnode_modules/\\n' >../rules
      """)
    return sandbox
  }

  private let options = [
    "--exclude-file", "rules", "--exclude", "*.tmp", "--exclude", "!keep.tmp", "--exclude-caches",
    "--exclude-if-present", "no", "--exclude-larger-than", "2M",
  ]

  @Test("Every verdict, without a repository")
  func verdicts() throws {
    let sandbox = try sandbox()
    let cases = [
      ("src", "saved: it is a source"),
      ("src/plain", "saved: no rule matches"),
      ("src/keep.tmp", "saved: !keep.tmp (--exclude) brings it back"),
      ("src/a.tmp", "excluded by *.tmp (--exclude)"),
      ("src/web", "saved: no rule matches"),
      ("src/web/node_modules", "excluded by node_modules/ (line 3 of rules)"),
      (
        "src/web/node_modules/x/keep.tmp",
        "excluded by node_modules/ (line 3 of rules), which matches the folder "
          + "~/src/web/node_modules"
      ),
      ("src/web/cache", "saved: no rule matches"),
      (
        "src/web/cache/z",
        "excluded by --exclude-caches: the folder ~/src/web/cache has a CACHEDIR.TAG"
      ),
      ("src/web/cache/CACHEDIR.TAG", "saved: no rule matches"),
      ("src/marked/a", "excluded by --exclude-if-present no: the folder ~/src/marked has it"),
      ("src/large", "excluded by --exclude-larger-than 2.0 MiB"),
      ("src/link", "saved: no rule matches"),
      ("src/link/node_modules", "not saved: ~/src/link is no folder"),
      (
        "src/none",
        "saved: no rule matches; it cannot be looked at: no such file or directory"
      ),
      (
        "src/none/node_modules/",
        "excluded by node_modules/ (line 3 of rules); it cannot be looked at: no such file or "
          + "directory"
      ),
      ("rules", "not saved: it lies in none of the sources"),
    ]
    sandbox.environment["MARTLET_REPO"] = nil
    sandbox.environment["MARTLET_PASSWORD"] = nil
    let run = try sandbox.run(["backup", "src"] + options + cases.flatMap { ["--explain", $0.0] })
    #expect(run.code == 0 && run.errors.isEmpty)
    for (line, (path, verdict)) in zip(run.lines, cases) {
      let shown = path.hasSuffix("/") ? String(path.dropLast()) : path
      #expect(sandbox.normalized(line) == "~/\(shown): \(verdict)")
    }
    #expect(run.lines.count == cases.count)
  }

  @Test("As JSON")
  func json() throws {
    let sandbox = try sandbox()
    let run = try sandbox.run(
      ["backup", "src", "--json"] + options
        + ["--explain", "src/web/node_modules/x", "--explain", "src/plain"])
    let folder = "\(sandbox.folder)/src"
    let first = try #require(JSONLine(run.lines.first ?? ""))
    #expect(first["type"] == .text("explanation") && first["saved"] == .flag(false))
    #expect(first["path"] == .text("\(folder)/web/node_modules/x"))
    #expect(first["rule"] == .text("node_modules/") && first["origin"] == .text("rules"))
    #expect(first["line"] == .number(3) && first["at"] == .text("\(folder)/web/node_modules"))
    let second = try #require(JSONLine(run.lines.last ?? ""))
    #expect(second["saved"] == .flag(true) && second["rule"] == nil)
  }

  @Test("The repository inside a source, and paths that are not listed")
  func others() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir -p src/a/b; touch src/a/b/c src/a/d; mv repository src")
    sandbox.environment["MARTLET_REPO"] = Array("\(sandbox.folder)/src/repository".utf8)
    let own = try sandbox.run("backup", "src", "--explain", "src/repository/packs")
    #expect(
      sandbox.normalized(own.text) == "~/src/repository/packs: excluded by martlet, as it is its "
        + "own: it lies in ~/src/repository\n")
    try sandbox.shell("printf 'src/a/b\\nsrc/x\\n' >list")
    let listed = try sandbox.run(
      "backup", "--files-from", "list", "--explain", "src/a", "--explain", "src/a/b/c",
      "--explain", "src/a/d")
    #expect(
      sandbox.normalized(listed.text) == """
        ~/src/a: saved: something listed is in it
        ~/src/a/b/c: saved: no rule matches
        ~/src/a/d: excluded by --files-from, which does not list it

        """)
  }
}
