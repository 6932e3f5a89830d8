import Glibc
import SystemPackage
import TestSupport
import Testing

/// What one command says in every way in which it can be run, kept as a file beside the tests:
/// through pipes, at a terminal, and as JSON.
///
/// `MARTLET_RECORD=1` writes the files anew instead of comparing; `git diff` then shows what users
/// will see change.
struct Transcript {
  let name: String
  /// For the shell, in the sandbox's folder; the repository is there.
  let preparation: String
  let arguments: [String]
  /// Variables that are set, or taken away by `nil`.
  let environment: [String: String?]
  /// What is typed at the terminal when a question has been asked.
  let answer: String

  init(
    _ name: String, _ arguments: [String], after preparation: String = "",
    environment: [String: String?] = [:], answer: String = ""
  ) {
    self.name = name
    self.arguments = arguments
    self.preparation = preparation
    self.environment = environment
    self.answer = answer
  }

  /// Runs the command and compares what it says with what is kept.
  func check() throws {
    let said = try record()
    let file = Self.folder.appending("\(name).txt")
    guard getenv("MARTLET_RECORD") == nil else { return try Self.write(Array(said.utf8), file) }
    let kept = String(decoding: Sandbox.contents(of: file), as: UTF8.self)
    #expect(said == kept, "\(name): see \(file), or write it anew with MARTLET_RECORD=1")
  }

  private func record() throws -> String {
    let piped = try prepared().run(arguments)
    let json = try prepared().run(arguments + ["--json"])
    let sandbox = try prepared()
    let terminal = try PseudoTerminal()
    let code = try sandbox.run(at: terminal, arguments, answer: answer)
    #expect(code == piped.code, "\(name): a terminal changes the exit code")
    #expect(json.code == piped.code, "\(name): JSON changes the exit code")
    let parts = [
      ("$ martlet " + arguments.joined(separator: " "), "exit \(piped.code)\n"),
      ("stdout", piped.text), ("stderr", piped.errors),
      ("terminal", Screen(terminal.shown).text + "\n"), ("stdout of --json", json.text),
      ("stderr of --json", json.errors),
    ]
    return parts.map { "--- \($0.0)\n\(sandbox.normalized(Self.tidy($0.1)))" }.joined()
  }

  /// With a repository that was made once.
  private func prepared() throws -> Sandbox {
    let sandbox = try Sandbox()
    sandbox.environment["TERM"] = Array("xterm".utf8)
    sandbox.environment["MARTLET_PASSWORD"] = Array(TestRepository.password.utf8)
    for (file, bytes) in try TestRepository.standard.get().files {
      try Self.write(bytes, sandbox.folder.appending("repository/\(file)"))
    }
    let made = try sandbox.shell(preparation)
    try #require(made.code == 0, "\(name): \(made.errors)")
    for (variable, value) in environment {
      sandbox.environment[variable] = value.map { Array($0.utf8) }
    }
    return sandbox
  }

  /// Folders differ between the runs.
  private static func tidy(_ text: String) -> String {
    text.replacing(/\/tmp\/martlet-cli-\w{6}/, with: "~")
      .replacing(/"(added|stored)":\d+/) { "\"\($0.output.1)\":N" }
      .replacing(/"memory_bytes":\d+/, with: "\"memory_bytes\":N")
      .replacing(/"(uid|gid)":\d+/) { "\"\($0.output.1)\":N" }
      .replacing(/"(host|user|group)":"[^"]*"/) { "\"\($0.output.1)\":\"NAME\"" }
      .replacing(/packs\/[0-9a-f]{2}\//, with: "packs/XX/")
      .replacing(/Added [\d.]+ \w+, stored as [\d.]+ \w+(?: \(.*\))?/, with: "Added …")
  }

  /// The files that are kept.
  static var kept: [FilePath] {
    guard let stream = opendir(folder.string) else { return [] }
    defer { closedir(stream) }
    var files: [FilePath] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".txt") { files.append(folder.appending(name)) }
    }
    return files
  }

  private static let folder: FilePath = {
    var folder = FilePath(#filePath)
    folder.removeLastComponent()
    return folder.appending("Transcripts")
  }()

  private static func write(_ bytes: [UInt8], _ file: FilePath) throws {
    let folder = file.removingLastComponent()
    mkdir(folder.removingLastComponent().string, 0o700)
    mkdir(folder.string, 0o700)
    let descriptor = open(file.string, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    defer { close(descriptor) }
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}
