import Glibc
import Sealing
import SystemPackage

/// A shell command that prints the password.
struct PasswordCommand {
  let command: [UInt8]

  /// Runs it and takes what it prints. It has the user's terminal and stderr, should it want to
  /// ask.
  func run() throws -> SecretBytes {
    let pipe = try Pipe()
    let started = Result { try start(output: pipe.writing) }
    close(pipe.writing)
    let secret = Result { try SecretInput.read(pipe.reading, until: .file) }
    // Closed before the wait: a command that prints without end must get to know that it is over.
    close(pipe.reading)
    let status = Self.wait(try started.get())
    if case .failure(let error) = secret, error as? Errno == .fileTooLarge {
      throw failure("prints more than a password")
    }
    guard status == 0 else {
      let how = status & 0x7F == 0 ? "exit \(status >> 8 & 0xFF)" : "signal \(status & 0x7F)"
      throw failure("failed (\(how))")
    }
    return try secret.get()
  }

  private func failure(_ problem: String) -> Failure {
    Failure(
      .wrongKey, "the password command \(problem)", at: String(decoding: command, as: UTF8.self),
      advice: "Run it by hand and see what it says")
  }

  /// Signals are as usual in the child, whatever this process does about them.
  private func start(output: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var ordinary = sigset_t()
    sigemptyset(&ordinary)
    sigaddset(&ordinary, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &ordinary)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    let words = [Array("/bin/sh".utf8), Array("-c".utf8), command].map { word in
      strdup(word.map { CChar(bitPattern: $0) } + [0])
    }
    defer { for word in words { free(word) } }
    var child = pid_t()
    let code = posix_spawn(&child, "/bin/sh", &actions, &attributes, words + [nil], environ)
    guard code == 0 else { throw Errno(rawValue: code) }
    return child
  }

  private static func wait(_ child: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    return status
  }
}
