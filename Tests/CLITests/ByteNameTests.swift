import Format
import Testing

/// Names that are not UTF-8 in what programs read: with U+FFFD, and whole beside it in base 64.
struct ByteNameTests {
  /// "d\xFFr" in base 64, and as it is shown.
  private static let folder: [UInt8] = [0x64, 0xFF, 0x72]

  /// The field of the first line of a type, beside which stands the same in base 64.
  private func named(
    _ field: String, of type: String, in lines: [String]
  ) throws -> (text: String?, base64: String?) {
    let line = try #require(lines.compactMap { JSONLine($0) }.first { $0["type"]?.text == type })
    return (line[field]?.text, line["\(field)_b64"]?.text)
  }

  @Test("check says so of a file, diff of a folder that the repository has lost")
  func damage() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell(
      """
      cd home; mkdir -p "docs/$(printf 'd\\377r')"; cd docs/d*; head -c 300000 /dev/urandom >f
      """)
    #expect(try sandbox.run("backup", "home/docs").code == 0)
    try sandbox.shell("rm \"$(ls -S repository/packs/*/* | head -1)\"")
    let check = try sandbox.run("check", "--json")
    #expect(check.code == 4)
    let places = check.lines.compactMap { JSONLine($0) }.filter { $0["location_b64"] != nil }
    #expect(places.map { $0["location"]?.text } == ["docs/d\u{FFFD}r/f"])
    #expect(places.map { $0["location_b64"]?.text } == ["ZG9jcy9k/3IvZg=="])
    let text = try sandbox.run("check").text
    #expect(text.contains(" has no usable copy (docs/d\\xffr/f)\n"))
  }

  @Test("So is the repository's own place, by every command that names it")
  func repository() throws {
    let sandbox = try Sandbox()
    try sandbox.shell("mkdir docs; echo 1 >docs/a")
    let place = sandbox.folder.bytes + [UInt8(ascii: "/")] + Self.folder
    let shown = "\(sandbox.folder)/d\u{FFFD}r"
    sandbox.environment["MARTLET_REPO"] = place
    for (arguments, type, field) in [
      ("init -n", "repository", "location"), ("init --kdf-cost 15", "repository", "location"),
      ("backup docs -n", "summary", "repository"), ("backup docs", "summary", "repository"),
      ("check", "summary", "repository"), ("forget --keep-last 1", "decision", "repository"),
      ("forget --keep-last 1", "forgotten", "repository"), ("prune", "plan", "repository"),
      ("prune", "pruned", "repository"), ("status", "status", "repository"),
      ("log", "run", "repository"),
    ] {
      let run = try sandbox.run(arguments.split(separator: " ").map(String.init) + ["--json"])
      #expect(run.code == 0, "\(arguments): \(run.errors)")
      let found = try named(field, of: type, in: run.lines)
      #expect(found.text == shown, "\(arguments)")
      #expect(found.base64 == Self.base64(place), "\(arguments)")
    }
    #expect(try sandbox.shell("ls -d d*r").output == Self.folder + [UInt8(ascii: "\n")])
    #expect(try sandbox.run("prune").text.contains("at \(sandbox.folder)/d\\xffr"))
    try sandbox.shell("rm -r d*r")
    let error = try sandbox.run("snapshots", "--json")
    let line = try #require(JSONLine(String(error.errors.dropLast())))
    #expect(line["location"]?.text == shown)
    #expect(line["location_b64"]?.text == Self.base64(place))
  }

  /// By another hand than the program's.
  private static func base64(_ bytes: [UInt8]) -> String? {
    let sandbox = try? Sandbox()
    sandbox?.environment["BYTES"] = bytes
    return try? sandbox?.shell("printf %s \"$BYTES\" | base64 -w0").text
  }
}
