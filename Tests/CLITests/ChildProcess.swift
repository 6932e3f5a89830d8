import Glibc
import SystemPackage

/// A child process in a session of its own: it has no terminal unless it is given one, and signals
/// of the test run do not reach it.
final class ChildProcess {
  /// Where stdout or stdin and the terminal go.
  enum Stream {
    /// Gathered in a file.
    case file(FilePath)
    case descriptor(Int32)
    /// The terminal that the child has been given.
    case terminal
  }

  let processID: pid_t

  /// Signals have their usual effect in the child. `terminal` is the path of a terminal that
  /// becomes its own.
  init(
    _ arguments: [[UInt8]], environment: [String: [UInt8]], folder: FilePath,
    output: Stream, errors: Stream, terminal: String? = nil
  ) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that the leader of a session opens becomes the session's.
    posix_spawn_file_actions_addopen(&actions, 0, terminal ?? "/dev/null", O_RDWR, 0)
    Self.direct(STDOUT_FILENO, to: output, &actions)
    Self.direct(STDERR_FILENO, to: errors, &actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    Self.setSignals(&attributes)
    // `env` changes the folder, which this library's view of posix_spawn cannot.
    let inFolder = ["/usr/bin/env", "-C", folder.string].map { Array($0.utf8) }
    let words = (inFolder + arguments).map(Self.terminated)
    let variables = environment.map { Self.terminated(Array("\($0.key)=".utf8) + $0.value) }
    defer { for word in words + variables { free(word) } }
    var child = pid_t()
    let code = posix_spawn(
      &child, "/usr/bin/env", &actions, &attributes, words + [nil], variables + [nil])
    guard code == 0 else { throw Errno(rawValue: code) }
    processID = child
  }

  func send(_ signal: Int32) { kill(processID, signal) }

  /// Does not wait, and leaves the end to be waited for.
  var isRunning: Bool {
    var end = siginfo_t()
    return waitid(P_PID, id_t(processID), &end, WEXITED | WNOHANG | WNOWAIT) == 0
      && end.si_signo == 0
  }

  /// Waits for the end; the exit code, or 128 and the number of the signal that ended it.
  func wait() -> Int32 {
    var status: Int32 = 0
    while waitpid(processID, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
  }

  private static func direct(
    _ descriptor: Int32, to stream: Stream, _ actions: inout posix_spawn_file_actions_t
  ) {
    switch stream {
    case .file(let path):
      posix_spawn_file_actions_addopen(
        &actions, descriptor, path.string, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    case .descriptor(let other): posix_spawn_file_actions_adddup2(&actions, other, descriptor)
    case .terminal: posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, descriptor)
    }
  }

  private static func setSignals(_ attributes: inout posix_spawnattr_t) {
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var usual = sigset_t()
    sigfillset(&usual)
    posix_spawnattr_setsigdefault(&attributes, &usual)
    let session: Int16 = 0x80  // POSIX_SPAWN_SETSID
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | session)
  }

  private static func terminated(_ bytes: [UInt8]) -> UnsafeMutablePointer<CChar>? {
    strdup(bytes.map { CChar(bitPattern: $0) } + [0])
  }
}
