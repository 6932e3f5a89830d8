import Glibc
import SystemPackage
import Testing

/// A repository that an earlier program wrote, `Tests/Fixtures/format-1`: it opens, is sound, and
/// gives back what the manifests beside it say, which were not made by martlet.
struct FixtureTests {
  private static let tests: FilePath = {
    var folder = FilePath(#filePath)
    for _ in 0..<2 { folder.removeLastComponent() }
    return folder
  }()
  private static let fixture = tests.appending("Fixtures/format-1")
  /// By number, the oldest first.
  private static let snapshots = 1...3

  /// A copy of the repository, because the fixture is to stay as it is whatever the program does.
  private func sandbox() throws -> Sandbox {
    let sandbox = try Sandbox()
    sandbox.environment["MARTLET_PASSWORD"] = nil
    sandbox.environment["PYTHONDONTWRITEBYTECODE"] = Array("1".utf8)
    let copied = try sandbox.shell("cp -r '\(Self.fixture)/repository' repository")
    try #require(copied.code == 0, "\(copied.errors)")
    return sandbox
  }

  private let isSuperuser = geteuid() == 0

  /// Lines of a manifest; ordinary users cannot give files away, so theirs are without owners and
  /// the permissions that come with them.
  private func comparable(_ lines: [String]) -> [String] {
    guard !isSuperuser else { return lines }
    return lines.map { line in
      var columns = line.split(separator: " ").map(String.init)
      columns[1] = String((Int(columns[1], radix: 8) ?? 0) & 0o1777, radix: 8)
      columns.remove(at: 2)
      return columns.joined(separator: " ")
    }
  }

  private func expect(
    _ folder: String, in sandbox: Sandbox, isSnapshot number: Int,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try sandbox.shell("'\(Self.tests)/Everything/compare' --manifest '\(folder)'")
    try #require(found.code == 0, "\(found.errors)", sourceLocation: sourceLocation)
    let file = Sandbox.contents(of: Self.fixture.appending("\(number).manifest"))
    let wanted = String(decoding: file, as: UTF8.self).split(separator: "\n").map(String.init)
    try #require(wanted.count > 30, sourceLocation: sourceLocation)
    let differences = comparable(found.lines).difference(from: comparable(wanted))
    #expect(differences.map { "\($0)" } == [], sourceLocation: sourceLocation)
  }

  @Test(
    "Password and recovery words open it, and every byte of it is sound",
    arguments: ["--password-file password", "--recovery-file words"])
  func opening(secret: String) throws {
    let sandbox = try sandbox()
    let words = secret.split(separator: " ").map(String.init)
    let opening = [words[0], "\(Self.fixture)/\(words[1])"]
    let listed = try sandbox.run(["snapshots", "--json"] + opening)
    #expect(listed.code == 0, "\(listed.errors)")
    #expect(listed.lines.count == Self.snapshots.count)
    let checked = try sandbox.run(["check", "--read-data", "--json"] + opening)
    let summary = try #require(JSONLine(checked.lines.last ?? ""), "\(checked.errors)")
    #expect(checked.code == 0)
    #expect(summary["sound"] == .flag(true))
    #expect(summary["snapshots"] == .number(Double(Self.snapshots.count)))
    #expect(summary["packs_read"] == summary["packs"])
  }

  @Test("Every snapshot comes back as its manifest says", arguments: snapshots)
  func restore(number: Int) throws {
    let sandbox = try sandbox()
    let restored = try sandbox.run([
      "restore", "latest~\(Self.snapshots.upperBound - number)", "--to", "back",
      "--password-file", "\(Self.fixture)/password",
    ])
    // Set-ID bits are withheld without their owner, and that is said.
    #expect(restored.code == (isSuperuser ? 0 : 3), "\(restored.text)\(restored.errors)")
    try expect("back", in: sandbox, isSnapshot: number)
  }

  @Test("So it does with a reader that was written from FORMAT.md alone", arguments: snapshots)
  func restoreInPython(number: Int) throws {
    let sandbox = try sandbox()
    // Debian's own, for which Debian packages what the reader needs.
    let reader = """
      /usr/bin/python3 '\(Self.tests)/PythonReader/reader.py' repository \
      --password-file '\(Self.fixture)/password'
      """
    let listed = try sandbox.shell("\(reader) list")
    try #require(listed.code == 0, "\(listed.errors)")
    try #require(listed.lines.count == Self.snapshots.count)
    let session = listed.lines[number - 1].prefix { $0 != " " }
    let restored = try sandbox.shell("\(reader) restore \(session) back")
    #expect(restored.code == 0)
    #expect(restored.text + restored.errors == "")
    try expect("back/source", in: sandbox, isSnapshot: number)
  }
}
