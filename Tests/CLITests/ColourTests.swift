import Testing

/// What has a colour at a terminal, and nowhere else.
struct ColourTests {
  private static let warning = "\u{1B}[33m"
  private static let bad = "\u{1B}[31m"

  /// The lines that begin with "!", with their colours, as a terminal gets them.
  private func remarks(
    _ sandbox: Sandbox, _ arguments: String..., code: Int32
  ) throws -> [String] {
    let terminal = try PseudoTerminal(columns: 200)
    #expect(try sandbox.run(at: terminal, arguments) == code, "\(arguments): \(terminal.shown)")
    return terminal.shown.replacing("\r\n", with: "\n").split(separator: "\n").map(String.init)
      .filter { $0.contains(#/^(?:\e\[\d+m)?! /#) }
  }

  @Test("Every line with a ! is yellow or red to its end, and has no colour elsewhere")
  func remarks() throws {
    let sandbox = try Sandbox.withRepository()
    sandbox.environment["TERM"] = Array("xterm".utf8)
    let status = try remarks(sandbox, "status", code: 6)
    #expect(status.count == 1 && status[0].hasPrefix("\(Self.bad)! "), "\(status)")
    try sandbox.shell(
      "mkdir -p docs empty; echo 1 >docs/a; head -c 300000 /dev/urandom >docs/b")
    let empty = try remarks(sandbox, "backup", "empty", code: 0)
    #expect(empty.count == 1 && empty[0].hasPrefix("\(Self.warning)! "), "\(empty)")
    let missing = try remarks(sandbox, "backup", "docs", "none", code: 3)
    #expect(missing.count == 1 && missing[0].hasPrefix("\(Self.warning)! "), "\(missing)")
    try sandbox.shell("rm \"$(ls -S repository/packs/*/* | head -1)\"")
    let damage = try remarks(sandbox, "check", code: 4)
    #expect(damage.count > 1 && damage.allSatisfy { $0.hasPrefix("\(Self.bad)! ") }, "\(damage)")
    let lost = try remarks(sandbox, "restore", "docs@latest", "--to", "back", code: 3)
    for line in status + empty + missing + damage + lost {
      #expect(line.hasSuffix("\u{1B}[0m"), "\(line)")
    }
    #expect(try !sandbox.run("check").text.contains("\u{1B}"))
    sandbox.environment["NO_COLOR"] = Array("1".utf8)
    #expect(try remarks(sandbox, "check", code: 4).allSatisfy { $0.hasPrefix("! ") })
  }
}
