import SystemPackage
import TestSupport
import Testing

/// Sources that change at the very moment when the program reads them (`Tests/Everything/hold`), or
/// cannot be read: the summary, the exit code, and what the next backup makes of it.
@Suite(.enabled(if: canMount, "only root, where nothing is forbidden, can hold a program"))
struct ChangingSourceTests {
  /// Something that happens when the program opens or reads a path for the `count`-th time.
  struct Event: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let path: String
    let call: String
    let count: Int
    let script: String
    let unsteady: [String]

    init(
      _ text: String, _ path: String, _ call: String, _ count: Int, _ script: String,
      unsteady: [String]
    ) {
      testDescription = text
      self.path = path
      self.call = call
      self.count = count
      self.script = script
      self.unsteady = unsteady
    }
  }

  /// `large` is read by 4 MiB; `a` and `b` are opened one after the other, long after the folder
  /// was listed, and saved as they are then; `m` is listed before `z`.
  private static let source = """
    mkdir docs docs/m docs/z; head -c 9000000 /dev/urandom >docs/large
    echo a >docs/a; echo b >docs/b; echo x >docs/m/x; echo y >docs/z/y; touch -d 2020-01-01 docs/*
    """

  static let events = [
    Event("grows", "large", "read", 2, "echo more >>large", unsteady: ["large"]),
    Event(
      "grows much", "large", "read", 2, "cat large large >>new; cat new >>large; rm new",
      unsteady: ["large"]),
    Event("shrinks", "large", "read", 2, "truncate -s 5000000 large", unsteady: ["large"]),
    Event("is emptied", "large", "read", 2, ": >large", unsteady: ["large"]),
    Event(
      "changes", "large", "read", 2, "printf X | dd of=large conv=notrunc status=none",
      unsteady: ["large"]),
    Event("gets a mode", "large", "read", 2, "chmod 600 large", unsteady: ["large"]),
    Event("vanishes while read", "large", "read", 2, "rm large", unsteady: ["large"]),
    Event(
      "is replaced while read", "large", "read", 2, "cp a new; mv new large", unsteady: ["large"]),
    Event("vanishes", "a", "open", 1, "rm b", unsteady: ["b"]),
    Event("vanishes at its open", "b", "open", 1, "rm b", unsteady: ["b"]),
    Event("small and grows", "a", "open", 1, "echo longer >>b", unsteady: []),
    Event("small and grows while read", "b", "read", 1, "echo longer >>b", unsteady: ["b"]),
    Event("grows far", "a", "open", 1, "head -c 9000000 /dev/zero >b", unsteady: ["b"]),
    Event("small and emptied", "a", "open", 1, ": >b", unsteady: []),
    Event("small and emptied while read", "b", "read", 1, ": >b", unsteady: ["b"]),
    Event("becomes a FIFO", "a", "open", 1, "rm b; mkfifo b", unsteady: ["b"]),
    Event("becomes a link", "a", "open", 1, "ln -sf /etc/passwd b", unsteady: ["b"]),
    Event("becomes a folder", "a", "open", 1, "rm b; mkdir b; echo in >b/in", unsteady: ["b"]),
    Event("becomes a device", "a", "open", 1, "rm b; mknod b c 1 5", unsteady: ["b"]),
    Event("comes new", "a", "open", 1, "echo new >new", unsteady: []),
    Event("folder vanishes", "m", "open", 1, "rm -r z", unsteady: ["z"]),
    Event("folder becomes a link", "m", "open", 1, "mv z y; ln -s /etc z", unsteady: ["z"]),
    Event("folder becomes a file", "m", "open", 1, "rm -r z; echo z >z", unsteady: ["z"]),
    Event("folder is replaced", "m", "open", 1, "mv z y; mkdir z; echo new >z/new", unsteady: []),
    Event("folder gets a file", "z", "read", 2, "echo new >z/new", unsteady: []),
  ]

  @Test(
    "What moves under the reader is listed, is no failure, and is right next time",
    arguments: events)
  func changing(event: Event) throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(Self.source)
    let run = try sandbox.shell(
      """
      '\(Sandbox.everything)/hold' docs/\(event.path) \(event.call) \(event.count) \
        'cd docs; \(event.script)' "$MARTLET" backup docs --json
      """)
    #expect(run.code == 0, "\(run.errors)\(run.text)")
    let summary = try #require(JSONLine(run.lines.last ?? ""))
    #expect(names(summary["unsteady"], sandbox) == event.unsteady, "\(run.text)")
    #expect(names(summary["unreadable"], sandbox) == [])
    #expect(try sandbox.run("restore", "latest", "--to", "first").code == 0)
    // Nothing that was never in the source came into the snapshot.
    let strangers = try sandbox.shell("ls first; grep -l root: -r first; true").lines
    #expect(Set(strangers).subtracting(["a", "b", "large", "m", "new", "y", "z"]) == [])
    try expectRightNextTime(sandbox)
  }

  /// What strace makes fail.
  static let failures: [(path: String, calls: String, when: String, reason: String)] = [
    ("large", "pread64,read", "2", "input/output error"),
    ("a", "pread64,read", "1", "input/output error"),
    ("z", "getdents64", "1", "input/output error"),
    ("z", "getdents64", "2", "input/output error"),
    ("a", "flistxattr", "1", "its attributes: input/output error"),
  ]

  @Test(
    "What cannot be read is listed with 3, all else is saved, and it is right next time",
    .enabled(if: Tracing.isPossible, "tracing is forbidden here"), arguments: failures)
  func failing(path: String, calls: String, when: String, reason: String) throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(Self.source)
    let run = try sandbox.shell(
      """
      strace -f -o trace -P "$PWD/docs/\(path)" -e inject=\(calls):error=EIO:when=\(when) \
        "$MARTLET" backup docs --json
      """)
    #expect(run.code == 3, "\(run.errors)\(run.text)")
    let summary = try #require(JSONLine(run.lines.last ?? ""))
    #expect(
      summary["unreadable"]
        == .list([
          .fields([
            "path": .text("\(sandbox.folder)/docs/\(path)"), "reason": .text(reason),
          ])
        ]), "\(run.text)")
    let text = try sandbox.run("snapshots").text
    #expect(text.contains("! 1 unreadable"), "\(text)")
    #expect(try sandbox.run("restore", "latest", "--to", "first").code == 0)
    let differences = try sandbox.differences("docs", "first")
    #expect(differences.allSatisfy { $0.hasPrefix(path) }, "\(differences)")
    try expectRightNextTime(sandbox)
  }

  /// The last components of the paths of some remarks.
  private func names(_ remarks: JSONLine?, _ sandbox: Sandbox) -> [String]? {
    guard case .list(let remarks)? = remarks else { return nil }
    return remarks.map { remark in
      (remark["path"]?.text ?? "no path").replacing("\(sandbox.folder)/docs/", with: "")
    }
  }

  private func expectRightNextTime(
    _ sandbox: Sandbox, _ location: SourceLocation = #_sourceLocation
  ) throws {
    let next = try sandbox.summary("backup", "docs")
    #expect(next["unsteady"] == .list([]), sourceLocation: location)
    #expect(next["unreadable"] == .list([]), sourceLocation: location)
    try sandbox.summary("restore", "latest", "--to", "back")
    #expect(try sandbox.differences("docs", "back") == [], sourceLocation: location)
    try sandbox.summary("check", "--read-data")
  }
}
