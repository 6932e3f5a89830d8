import Glibc
import SystemPackage
import TestSupport
import Testing

/// Ctrl-C typed at the terminal of a run, in the midst of whatever takes long. That it ends within
/// a second is printed; what is asserted is that it ends long before its work could, and reads
/// next to nothing any more.
@Suite(.serialized)
struct CtrlCTests {
  /// How a run ended that was at work when Ctrl-C was typed.
  private struct Ending {
    let code: Int32
    let milliseconds: UInt64
    let bytesRead: Int
    let readCalls: Int
    let shown: String
  }

  private static let patienceMilliseconds: UInt64 = 20_000

  /// Starts a program at a terminal, types Ctrl-C as soon as `isAtWork`, and waits for its end.
  private func interrupted(
    _ sandbox: Sandbox, _ program: [String], _ what: String,
    sourceLocation: SourceLocation = #_sourceLocation,
    once isAtWork: (_ process: ChildProcess, _ shown: String) throws -> Bool
  ) throws -> Ending {
    sandbox.environment["TERM"] = Array("xterm".utf8)
    let terminal = try PseudoTerminal()
    let process = try ChildProcess(
      program.map { Array($0.utf8) }, environment: sandbox.environment, folder: sandbox.folder,
      output: .terminal, errors: .terminal, terminal: terminal.path)
    let started = Self.milliseconds
    while try !isAtWork(process, terminal.shown) {
      try #require(
        process.isRunning && Self.milliseconds - started < 60_000,
        "\(what): it never came to work: \(terminal.shown)", sourceLocation: sourceLocation)
      terminal.readSome()
    }
    let before = Self.reads(of: process)
    let typed = Self.milliseconds
    terminal.type("\u{3}")
    while process.isRunning, Self.milliseconds - typed < Self.patienceMilliseconds {
      terminal.readSome()
    }
    let ended = Self.milliseconds
    #expect(!process.isRunning, "\(what) goes on", sourceLocation: sourceLocation)
    let after = Self.reads(of: process)
    if process.isRunning { process.send(SIGKILL) }
    let ending = Ending(
      code: terminal.readsUntilEnd(of: process), milliseconds: ended - typed,
      bytesRead: after.bytes - before.bytes, readCalls: after.calls - before.calls,
      shown: terminal.shown)
    #expect(ending.code == 130, "\(what): \(terminal.shown)", sourceLocation: sourceLocation)
    print(
      "Ctrl-C in \(what): ended after \(ending.milliseconds) ms, "
        + "having read \(ending.bytesRead / 1024) KiB in \(ending.readCalls) calls")
    return ending
  }

  private func interrupted(
    _ sandbox: Sandbox, backup arguments: [String], _ what: String,
    once isAtWork: (_ process: ChildProcess, _ shown: String) throws -> Bool
  ) throws -> Ending {
    try interrupted(
      sandbox, [Sandbox.binary.string, "backup"] + arguments, what, once: isAtWork)
  }

  private static var milliseconds: UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1000 + UInt64(now.tv_nsec) / 1_000_000
  }

  /// What a process has read in its life; it may have ended and not been waited for.
  private static func reads(of process: ChildProcess) -> (bytes: Int, calls: Int) {
    let text = String(
      decoding: Sandbox.contents(of: FilePath("/proc/\(process.processID)/io")), as: UTF8.self)
    func value(_ name: String) -> Int {
      let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
      return line.flatMap { Int($0.dropFirst(name.count)) } ?? 0
    }
    return (value("rchar: "), value("syscr: "))
  }

  @Test("In a large file")
  func largeFile() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkdir big; head -c 300000000 /dev/urandom >big/file")
    let end = try interrupted(
      sandbox, backup: ["big", "--compression", "max"], "a file of 300 MB"
    ) { process, _ in Self.reads(of: process).bytes > 30_000_000 }
    #expect(end.bytesRead < 100_000_000)
    #expect(end.shown.contains("There is no new snapshot"))
    #expect(try sandbox.run("check").code == 0)
  }

  @Test("In a folder of many files, which are being counted too")
  func largeFolder() throws {
    let sandbox = try Sandbox.withRepository()
    // In memory where there is such a place: a disk takes a minute to make and remove them.
    let source = try SourceFolder()
    try sandbox.shell("cd \(source.path); seq 100000 | split -l 1 -a 6 -d - f")
    let end = try interrupted(
      sandbox, backup: [source.path.string], "a folder of 100 000 files"
    ) {
      process, _ in Self.reads(of: process).calls > 4_000
    }
    // Two reads for a file: to its end, and beyond.
    #expect(end.readCalls < 50_000)
  }

  @Test("While a stream is waited for")
  func stream() throws {
    let sandbox = try Sandbox.withRepository()
    try sandbox.shell("mkfifo fifo")
    // It holds the other end itself: nothing comes, and no end either.
    let script = "exec 3<>fifo; exec $MARTLET backup --stdin-name s <fifo"
    _ = try interrupted(sandbox, ["/bin/sh", "-c", script], "a stream that does not come") {
      $1.contains("stdin -> ")
    }
    #expect(try sandbox.run("snapshots", "--json").text == "")
  }

  @Test("While a hook runs, even one that heeds no signal: what it started ends too")
  func hook() throws {
    let sandbox = try ProfileTests.sandbox(
      "hooks.before = [\"trap '' TERM INT; echo $$ >pid; sleep 1000 & wait; sleep 1000\"]")
    _ = try interrupted(sandbox, backup: ["-p", "docs"], "a hook") { _, _ in
      try sandbox.shell("test -s pid").code == 0
    }
    // What waits for somebody to take note of its end has ended.
    let left = try sandbox.shell(
      """
      cat /proc/[0-9]*/stat 2>/dev/null |
        awk -v group=$(cat pid) '{ sub(/.*\\) /, "") } $1 != "Z" && $3 == group'
      """)
    #expect(left.text == "")
  }

  @Test("While a key is derived")
  func scrypt() throws {
    let sandbox = try Sandbox()
    let program = [Sandbox.binary.string, "init", "--kdf-cost", "20"]
    _ = try interrupted(sandbox, program, "a derivation that takes 1 GiB") { process, _ in
      let sizes = Sandbox.contents(of: FilePath("/proc/\(process.processID)/statm"))
      let pages = String(decoding: sizes, as: UTF8.self).split(separator: " ")
      return pages.count > 1 && Int(pages[1]) ?? 0 > 25_000
    }
    #expect(try sandbox.shell("ls repository/config.0").code != 0)
  }
}
