import Testing

/// Passwords asked for at a terminal.
struct TerminalTests {
  private func sandboxWithoutPassword(_ sandbox: Sandbox) -> Sandbox {
    sandbox.environment["MARTLET_PASSWORD"] = nil
    return sandbox
  }

  @Test("init asks twice, hides what is typed, and shows input again")
  func initialization() throws {
    let sandbox = sandboxWithoutPassword(try Sandbox())
    let terminal = try PseudoTerminal()
    let run = try sandbox.start(
      bytes: ["init", "--kdf-cost", "15"].map { Array($0.utf8) }, terminal: terminal.path)
    #expect(terminal.waits(for: "Password for the repository at \(sandbox.folder)/repository: "))
    #expect(!terminal.echoes)
    terminal.type("hidden words\n")
    #expect(terminal.waits(for: "The same again: "))
    terminal.type("hidden words\n")
    #expect(run.end().code == 0)
    #expect(terminal.echoes)
    terminal.drain()
    #expect(!terminal.shown.contains("hidden"))
    sandbox.environment["MARTLET_PASSWORD"] = Array("hidden words".utf8)
    #expect(try sandbox.run("snapshots").code == 0)
  }

  @Test("Two passwords that differ make nothing, and no password is no password")
  func different() throws {
    let sandbox = sandboxWithoutPassword(try Sandbox())
    let terminal = try PseudoTerminal()
    let run = try sandbox.start(
      bytes: ["init", "--kdf-cost", "15"].map { Array($0.utf8) }, terminal: terminal.path)
    #expect(terminal.waits(for: ": "))
    terminal.type("one\n")
    #expect(terminal.waits(for: "again: "))
    terminal.type("two\n")
    let end = run.end()
    #expect(end.code == 12)
    #expect(end.errors.hasPrefix("martlet: the two passwords differ (exit 12)"))
    #expect(try sandbox.shell("test -e repository").code == 1)

    let empty = try sandbox.start(bytes: [Array("init".utf8)], terminal: terminal.path)
    #expect(terminal.waits(for: ": "))
    terminal.type("\n")
    #expect(empty.end().code == 12)
  }

  @Test("Ctrl-C at the question ends with 130 and shows input again")
  func interruption() throws {
    let sandbox = sandboxWithoutPassword(try Sandbox.withRepository())
    let terminal = try PseudoTerminal()
    let run = try sandbox.start(bytes: [Array("snapshots".utf8)], terminal: terminal.path)
    #expect(terminal.waits(for: ": "))
    #expect(!terminal.echoes)
    terminal.type("secr\u{3}")
    #expect(run.end().code == 130)
    #expect(terminal.echoes)
  }
}
