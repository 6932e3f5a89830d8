import Glibc
import SystemPackage
import Testing

/// A folder with a home and a repository of its own, in which the built binary runs; gone with this
/// object.
final class Sandbox {
  /// What one run of the program left.
  struct Outcome {
    let code: Int32
    let output: [UInt8]
    let errors: String

    var text: String { String(decoding: output, as: UTF8.self) }
    var lines: [String] { text.split(separator: "\n").map(String.init) }
  }

  let folder: FilePath
  var environment: [String: [UInt8]]
  private var runs = 0

  /// `$MARTLET_BINARY`, or the one that was built with the tests.
  static let binary: FilePath = {
    if let given = getenv("MARTLET_BINARY") { return FilePath(platformString: given) }
    var package = FilePath(#filePath)
    for _ in 0..<3 { package.removeLastComponent() }
    // Beside the test bundle, which is the program that runs now.
    var program = FilePath(CommandLine.arguments.first ?? "")
    while !program.isEmpty, access(program.appending("martlet").string, X_OK) != 0 {
      guard program.removeLastComponent() else { break }
    }
    let beside = program.appending("martlet")
    return access(beside.string, X_OK) == 0 ? beside : package.appending(".build/debug/martlet")
  }()

  init() throws {
    var template = Array("/tmp/martlet-cli-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Errno(rawValue: errno) }
    folder = FilePath(platformString: template)
    guard mkdir("\(folder)/home", 0o700) == 0 else { throw Errno(rawValue: errno) }
    environment = [
      "HOME": Array("\(folder)/home".utf8), "PATH": Array("/usr/bin:/bin".utf8),
      "TZ": Array("UTC".utf8), "MARTLET_REPO": Array("\(folder)/repository".utf8),
      "MARTLET_PASSWORD": Array("a password".utf8), "MARTLET": Self.binary.bytes,
    ]
  }

  deinit {
    _ = try? shell("chmod -R u+rwx \(folder) 2>/dev/null; rm -rf \(folder)")
  }

  /// A new repository, cheap to open.
  static func withRepository() throws -> Sandbox {
    let sandbox = try Sandbox()
    let made = try sandbox.run("init", "--kdf-cost", "15", "--label", "key")
    try #require(made.code == 0, "\(made.errors)")
    return sandbox
  }
}

extension Sandbox {
  /// Runs the program to its end.
  @discardableResult
  func run(_ arguments: String...) throws -> Outcome { try run(arguments) }

  func run(_ arguments: [String]) throws -> Outcome {
    try run(bytes: arguments.map { Array($0.utf8) })
  }

  func run(bytes arguments: [[UInt8]], terminal: String? = nil) throws -> Outcome {
    let started = try start(bytes: arguments, terminal: terminal)
    return started.end()
  }

  /// A run that goes on.
  struct Started {
    let process: ChildProcess
    fileprivate let output: FilePath
    fileprivate let errors: FilePath

    func end() -> Outcome { ended(process.wait()) }

    /// What is left of a run that somebody else has waited for.
    func ended(_ code: Int32) -> Outcome {
      Outcome(
        code: code, output: Sandbox.contents(of: output),
        errors: String(decoding: Sandbox.contents(of: errors), as: UTF8.self))
    }

    /// What it said on stderr up to now.
    var errorsSoFar: String { String(decoding: Sandbox.contents(of: errors), as: UTF8.self) }
  }

  func start(
    bytes arguments: [[UInt8]], output: ChildProcess.Stream? = nil, terminal: String? = nil
  ) throws -> Started {
    try start(
      program: [Self.binary.bytes], arguments, output: output, terminal: terminal)
  }

  func start(
    program: [[UInt8]], _ arguments: [[UInt8]], output: ChildProcess.Stream? = nil,
    terminal: String? = nil
  ) throws -> Started {
    runs += 1
    let file = folder.appending("output.\(runs)")
    let errors = folder.appending("errors.\(runs)")
    return Started(
      process: try ChildProcess(
        program + arguments, environment: environment, folder: folder,
        output: output ?? .file(file), errors: .file(errors), terminal: terminal),
      output: file, errors: errors)
  }

  /// Runs the program with everything at a terminal, and returns the exit code.
  func run(
    at terminal: PseudoTerminal, _ arguments: [String], answer: String = ""
  ) throws -> Int32 {
    let process = try ChildProcess(
      [Self.binary.bytes] + arguments.map { Array($0.utf8) }, environment: environment,
      folder: folder, output: .terminal, errors: .terminal, terminal: terminal.path)
    return terminal.readsUntilEnd(of: process, answer: answer)
  }

  /// Runs a script of the shell in the folder.
  @discardableResult
  func shell(_ script: String) throws -> Outcome {
    try start(
      program: ["/bin/sh", "-c"].map { Array($0.utf8) }, [Array(script.utf8)]
    ).end()
  }

  /// Text with everything that differs from run to run replaced: the folder, IDs, times, figures of
  /// the clock.
  func normalized(_ text: String) -> String {
    text.replacing(folder.string, with: "~")
      .replacing(/\b[0-9a-f]{64}\b/.wordBoundaryKind(.simple), with: "ID64")
      .replacing(/\b[0-9a-f]{32}\b/.wordBoundaryKind(.simple), with: "ID32")
      .replacing(/\b[0-9a-f]{8}\b/.wordBoundaryKind(.simple), with: "ID")
      .replacing(/\b\d{4}-\d\d-\d\dT[\d:.+]+/, with: "TIME")
      .replacing(/\b\d{4}-\d\d-\d\d\b/, with: "DAY")
      .replacing(/\b\d\d:\d\d\b/, with: "CLOCK")
      .replacing(/in (?:\d+ min )?[\d.]+ s\b/, with: "in T")
      .replacing(/"seconds":[\d.]+/, with: "\"seconds\":T")
      .replacing(/[ ]on [\w.-]+/, with: " on HOST")
  }

  /// Makes a file in the folder.
  func write(_ text: String, to name: String) throws {
    let handle = try FileDescriptor.open(
      folder.appending(name), .writeOnly, options: [.create, .truncate],
      permissions: .ownerReadWrite)
    try handle.closeAfter { _ = try handle.writeAll(Array(text.utf8)) }
  }

  static func contents(of file: FilePath) -> [UInt8] {
    let descriptor = open(file.string, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }
}

extension FilePath {
  var bytes: [UInt8] {
    withPlatformString { Array(UnsafeBufferPointer(start: $0, count: strlen($0))) }.map {
      UInt8(bitPattern: $0)
    }
  }
}
