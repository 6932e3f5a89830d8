import Glibc
import Sealing
import SystemPackage

/// A shell command that prints the password.
struct PasswordCommand {
  let command: ShellCommand

  /// Runs it and takes what it prints. It has the user's terminal and stderr, should it want to
  /// ask.
  func run() throws -> SecretBytes {
    let pipe = try Pipe()
    let started = Result { try command.start(output: pipe.writing) }
    close(pipe.writing)
    let secret = Result { try SecretInput.read(pipe.reading, until: .file) }
    // Closed before the wait: a command that prints without end must get to know that it is over.
    close(pipe.reading)
    let ending = try started.get().wait()
    if case .failure(let error) = secret, error as? Errno == .fileTooLarge {
      throw failure("prints more than a password")
    }
    guard ending == .exit(0) else { throw failure("failed (\(ending.text))") }
    return try secret.get()
  }

  private func failure(_ problem: String) -> Failure {
    // Its text is advice, which unlike a problem nobody keeps: it may hold secrets.
    Failure(
      .wrongKey, "the password command \(problem)",
      advice: "Run it by hand and see what it says: "
        + String(decoding: command.text, as: UTF8.self))
  }
}
