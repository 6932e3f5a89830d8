import FileTree
import Glibc
import Snapshots

extension SourceOptions {
  /// Stdin as a source; `nil` where it is not saved.
  func stream(_ invocation: Invocation) throws -> StreamSource? {
    guard let streamName else { return nil }
    guard isatty(STDIN_FILENO) == 0 else {
      throw Failure.usage(
        "there is nothing to save: stdin is the terminal",
        advice: "Send something into it: pg_dump app | martlet backup --stdin-name app.sql")
    }
    let input = InputStream(
      descriptor: STDIN_FILENO, cancellation: invocation.interruption.cancellation)
    return StreamSource(name: streamName, input, confirm: {})
  }
}
