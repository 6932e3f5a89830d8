import TestSupport
import Testing

/// `backup --dry-run` and `init --dry-run`: they tell, and leave no trace.
struct DryRunTests {
  /// Names, modes, times and contents of all that the sandbox holds besides what is saved, and what
  /// the runs said.
  private func traces(_ sandbox: Sandbox) throws -> String {
    let found = try sandbox.shell(
      """
      find . -mindepth 1 \\( -name 'output.*' -o -name 'errors.*' \\) -prune -o \
        -printf '%p %m %s %T@ %C@\\n' | grep -v '^\\. ' | sort
      find . -type f ! -name 'output.*' ! -name 'errors.*' -print0 | sort -z | xargs -0 sha256sum
      """)
    #expect(found.code == 0)
    return found.text
  }

  /// Runs a command twice, with text and JSON, and makes sure that nothing of it stays.
  @discardableResult
  private func tracelessly(
    _ sandbox: Sandbox, _ arguments: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> (text: Sandbox.Outcome, summary: JSONLine) {
    let before = try traces(sandbox)
    let text = try sandbox.run(arguments)
    let json = try sandbox.run(arguments + ["--json"])
    #expect(json.code == text.code, sourceLocation: sourceLocation)
    #expect(try traces(sandbox) == before, "\(arguments)", sourceLocation: sourceLocation)
    return (text, try #require(json.lines.last.flatMap { JSONLine($0) }, "\(json.errors)"))
  }

  private func number(_ line: JSONLine, _ field: String) -> Double? {
    if case .number(let number)? = line[field] { number } else { nil }
  }

  private static let fields = [
    "files", "folders", "bytes", "new", "changed", "deleted", "unchanged", "excluded",
  ]

  /// The numbers of a dry run are those of the backup that follows.
  private func expectSame(_ sandbox: Sandbox, _ arguments: [String]) throws {
    let dry = try tracelessly(sandbox, arguments + ["-n"])
    let real = try sandbox.run(arguments + ["--json"])
    #expect(dry.text.code == real.code)
    let summary = try #require(real.lines.last.flatMap { JSONLine($0) })
    for field in Self.fields {
      #expect(number(dry.summary, field) == number(summary, field), "\(arguments): \(field)")
    }
    #expect(dry.summary["missing"] == summary["missing"])
    #expect(dry.summary["excluded_by"] == summary["excluded_by"])
    #expect(dry.summary["dry_run"] == .flag(true) && dry.summary["snapshot"] == .null)
  }

  @Test("Files are counted against the newest snapshot of the set, whatever the cache knows")
  func otherSets() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir -p docs/sub docs/two; echo 1 >docs/sub/a; echo 2 >docs/sub/b")
    try sandbox.shell("echo 3 >docs/two/c; ln docs/two/c docs/two/d; echo 4 >docs/e; sleep 2.2")
    try sandbox.run("backup", "docs")
    // Whole folders are taken over for a set that has none of it.
    try expectSame(sandbox, ["backup", "docs", "--set", "one"])
    let first = try sandbox.run("backup", "docs", "--set", "two", "--json")
    let summary = try #require(first.lines.last.flatMap { JSONLine($0) })
    #expect(number(summary, "new") == 5 && number(summary, "unchanged") == 0)
    try sandbox.shell("echo 11 >docs/sub/a; rm docs/e; mkdir docs/f; echo 5 >docs/f/g; sleep 2.2")
    // Now the cache says what the first set has.
    try sandbox.run("backup", "docs")
    try sandbox.run("backup", "docs")
    for set in ["one", "two"] {
      try expectSame(sandbox, ["backup", "docs", "--set", set])
      let newest = try sandbox.run("backup", "docs", "--set", set, "--json")
      #expect(newest.lines.last.flatMap { number(JSONLine($0) ?? .null, "unchanged") } == 5)
    }
  }

  @Test("It tells what the backup that follows saves, and writes nothing at all")
  func numbers() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(
      """
      mkdir -p docs/sub more; echo 1 >docs/a; echo 22 >docs/sub/b; touch docs/x.tmp docs/y.tmp
      ln docs/a docs/sub/again; ln -s a docs/link; echo 3 >more/c; printf 'docs/a\\nmore\\n' >list
      """)
    try expectSame(sandbox, ["backup", "docs"])
    try sandbox.shell("echo more >>docs/a; rm docs/sub/b; mkdir docs/new; echo 4 >docs/new/d")
    try expectSame(sandbox, ["backup", "docs"])
    try expectSame(sandbox, ["backup", "docs", "--exclude", "*.tmp"])
    // The cache knows the files of docs from another set: then a backup says they are unchanged.
    try expectSame(sandbox, ["backup", "docs", "more", "--set", "both", "--no-cache"])
    try expectSame(sandbox, ["backup", "more", "nowhere", "--set", "both"])
    try expectSame(sandbox, ["backup", "--files-from", "list", "--exclude-larger-than", "2"])
    // The repository lies in it.
    try sandbox.shell("mkdir whole; echo 5 >whole/e; cp -a repository whole")
    try expectSame(sandbox, ["backup", "whole", "-r", "whole/repository"])
    try expectSame(sandbox, ["backup", "docs", "--no-cache"])
  }

  @Test("-v lists the paths; a stream is not read; what is refused is refused")
  func paths() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir docs; cd docs; echo a >a; echo b >b; echo c >c; echo d >d; touch e")
    try sandbox.run("backup", "docs", "-q")
    try sandbox.shell(
      "cd docs; echo more >>a; mv b moved; rm c; chmod 600 d; mkdir new; touch new/n")
    let dry = try tracelessly(sandbox, ["backup", "docs", "-n", "-v"])
    #expect(
      dry.text.lines.prefix { $0.dropFirst().first == " " }.map { $0.split(separator: "  ")[0] }
        == ["M a", "- c", "m d", "R b -> moved", "+ new/", "+ new/n"])
    let piped = try sandbox.shell("echo text | { $MARTLET backup -n --stdin-name s; cat; }")
    #expect(piped.text.hasSuffix("/dev/stdin/s: what comes is read by a backup alone\ntext\n"))
    let started = try sandbox.shell(
      "$MARTLET backup -n -q --stdin-name s --from-command 'touch run'; ls run")
    #expect(started.text == "")
    #expect(try tracelessly(sandbox, ["backup", "docs", "-nq"]).text.text == "")
    for (arguments, code) in [
      (["nowhere"], 1), (["repository"], 5), (["docs", "-r", "none"], 10),
    ] as [([String], Int32)] {
      #expect(try sandbox.run(["backup", "-n"] + arguments).code == code, "\(arguments)")
    }
    sandbox.environment["MARTLET_PASSWORD"] = Array("another".utf8)
    #expect(try sandbox.run("backup", "-n", "docs").code == 12)
  }

  @Test(
    "Of a profile: every repository, its selection and set; its hooks do not run, and it says so")
  func profile() throws {
    let sandbox = try ProfileTests.sandbox(
      "hooks.before = [\"touch ran\"]\nhooks.failed = [\"touch no\"]")
    try sandbox.run("backup", "-p", "docs", "-r", "usb", "-q")
    try sandbox.shell("rm ran")
    let dry = try tracelessly(sandbox, ["backup", "-p", "docs", "-n"])
    #expect(dry.text.code == 0)
    #expect(
      sandbox.normalized(dry.text.text) == """
        Nothing was saved. A backup of ~/home/docs to usb would hold
          1 file, 6 B: 0 new, 0 changed, 0 deleted, 1 unchanged; 1 excluded (1 rule)
          0 B in new and changed files, compared with ID of today CLOCK
        Nothing was saved. A backup of ~/home/docs to nas would hold
          1 file, 6 B: 1 new, 0 changed, 0 deleted, 0 unchanged; 1 excluded (1 rule)
          6 B in new and changed files; it would be the first of its set

        """)
    #expect(dry.text.errors.hasPrefix("martlet: the profile's hooks are not run in a dry run\n"))
    try sandbox.shell("mv home/usb home/away")
    let lost = try tracelessly(sandbox, ["backup", "-p", "docs", "-n"])
    #expect(lost.text.code == 10)
    #expect(lost.text.text.contains("to nas would hold"))
    #expect(try sandbox.run("backup", "-p", "docs", "-n", "--stdin-name", "s").code == 64)
  }

  @Test(
    "What cannot be read makes it end as a backup does",
    .enabled(if: isSuperuser, "only root can become somebody who may not read"))
  func unreadable() throws {
    let sandbox = try Sandbox()
    try sandbox.shell(
      """
      cp "$MARTLET" martlet; mkdir home docs; echo 1 >docs/mine; echo 2 >docs/theirs
      mkdir docs/closed; touch docs/closed/in; chown -R 1000:1000 .
      chown 0 docs/theirs docs/closed; chmod 600 docs/theirs; chmod 700 docs/closed
      """)
    let user = "setpriv --reuid=1000 --regid=1000 --clear-groups ./martlet"
    let dry = try sandbox.shell(
      "\(user) init --kdf-cost 15 -q >/dev/null; \(user) backup docs -n; echo $?")
    #expect(dry.lines.last == "3")
    #expect(
      sandbox.normalized(dry.text).contains(
        "! 2 paths could not be read: ~/docs/closed (permission denied), ~/docs/theirs "
          + "(permission denied)   exit 3\n"))
    let saved = try sandbox.shell("\(user) backup docs; echo $?")
    #expect(saved.lines.suffix(2) == dry.lines.suffix(2))
  }

  @Test("init says whether a repository could be made there")
  func initialization() throws {
    let sandbox = try Sandbox()
    let dry = try tracelessly(sandbox, ["init", "-n"])
    #expect(dry.text.code == 0)
    #expect(dry.summary["folder_exists"] == .flag(false))
    #expect(dry.summary["recovery_words"] == nil)
    try sandbox.shell("mkdir full empty; touch full/file; ln -s nowhere link")
    #expect(try tracelessly(sandbox, ["init", "-n", "-r", "empty"]).text.code == 0)
    for place in ["full", "full/file", "full/file/below", "link"] {
      let dry = try sandbox.run("init", "-n", "-r", place)
      let real = try sandbox.run("init", "-r", place, "--kdf-cost", "15")
      #expect(dry.code == 1 && real.code == 1, "\(place)")
      #expect(dry.errors == real.errors)
    }
    // No password is asked for, as none is needed.
    sandbox.environment["MARTLET_PASSWORD"] = nil
    #expect(try tracelessly(sandbox, ["init", "-n"]).text.code == 0)
  }
}
