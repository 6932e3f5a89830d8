import FileTree
import Format
import Glibc
import Pipelines
import Snapshots
import SystemPackage

/// The stream that a backup saves as a file: stdin, or what a command prints.
final class StreamedSource {
  let source: StreamSource
  private let command: StreamedCommand?

  /// `nil` where none is wanted. A command begins to run here; whoever has this calls `end`.
  static func begin(
    _ options: SourceOptions, _ cancellation: Cancellation
  ) throws -> StreamedSource? {
    guard let name = options.streamName else { return nil }
    guard let text = options.fromCommand else {
      return try StreamedSource(stdin: name, cancellation)
    }
    return try StreamedSource(command: NameText.bytes(text), name, cancellation)
  }

  private init(stdin name: FileName, _ cancellation: Cancellation) throws {
    guard isatty(STDIN_FILENO) == 0 else {
      throw Failure.usage(
        "there is nothing to save: stdin is the terminal",
        advice: "Send something into it: pg_dump app | martlet backup --stdin-name app.sql")
    }
    guard fcntl(STDIN_FILENO, F_GETFL) & O_ACCMODE != O_WRONLY else {
      throw Failure.usage(
        "there is nothing to save: stdin is closed",
        advice: "Let something write into it, or say what does: --from-command COMMAND")
    }
    command = nil
    source = StreamSource(
      name: name, from: .stdin,
      InputStream(descriptor: STDIN_FILENO, cancellation: cancellation), confirm: {})
  }

  private init(command text: [UInt8], _ name: FileName, _ cancellation: Cancellation) throws {
    let command = try StreamedCommand(ShellCommand(text), for: name, cancellation)
    self.command = command
    source = StreamSource(
      name: name, from: .command,
      InputStream(descriptor: command.output, cancellation: cancellation),
      confirm: { try command.confirm() })
  }

  /// A command that still runs is made to end.
  func end() { command?.end() }
}

/// A command whose output is being saved.
private final class StreamedCommand: Sendable {
  /// The reading end of its stdout.
  let output: Int32
  /// For messages, in place of its text: that may hold secrets, and messages are kept.
  private let name: FileName
  private let process: Subprocess
  private let cancellation: Cancellation
  private let isWaitedFor = Monitor(false)

  init(
    _ command: ShellCommand, for name: FileName, _ cancellation: Cancellation
  ) throws {
    self.name = name
    self.cancellation = cancellation
    let pipe = try Pipe()
    defer { close(pipe.writing) }
    process = try command.start(output: pipe.writing, input: .nothing, group: .own)
    output = pipe.reading
  }

  /// After the last byte: a command that failed has not said everything.
  func confirm() throws {
    isWaitedFor.access { $0 = true }
    let ending = try process.wait(heeding: cancellation)
    guard ending == .exit(0) else {
      throw Failure(
        .failed,
        "the command for \(Printable.text(name.bytes)) failed (\(ending.text))",
        advice: "There is no new snapshot. Run the command by hand and see what it says")
    }
  }

  func end() {
    close(output)
    if !isWaitedFor.access({ $0 }) { process.end() }
  }
}
