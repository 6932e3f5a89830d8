import Glibc
import Pipelines
import SystemPackage

/// A program that was started and runs beside this one. Whoever started it waits for it, once.
struct Subprocess {
  /// Whom the signals of a terminal reach.
  enum Group {
    /// That of this process: it may ask at the terminal, and Ctrl-C reaches it.
    case shared
    /// One of its own, with everything that it starts in turn: all of it can be told to end.
    case own
  }

  /// What it gets as stdin or stderr.
  enum Stream {
    /// That of this process.
    case shared
    /// Nothing comes, nothing is kept.
    case nothing
  }

  /// How it ended.
  enum Ending: Equatable {
    case exit(Int32)
    case signal(Int32)

    /// "exit 3", "signal 9".
    var text: String {
      switch self {
      case .exit(let code): "exit \(code)"
      case .signal(let number): "signal \(number)"
      }
    }
  }

  private static let pollMilliseconds: Int32 = 10
  /// What a program is given to end when it is told to.
  private static let patienceMilliseconds: Int32 = 700

  let processID: pid_t
  private let group: Group

  /// Starts the program that the first word names, by its path or as one of those in `$PATH`.
  ///
  /// Signals are as usual in it, whatever this process does about them. `environment` is added to
  /// that of this process.
  init(
    _ words: [[UInt8]], environment: [String: [UInt8]] = [:], input: Stream = .shared,
    output: Int32, errors: Stream = .shared, group: Group = .shared
  ) throws(Errno) {
    self.group = group
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if input == .nothing {
      posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    }
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    if errors == .nothing {
      posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    Self.setSignals(&attributes, group)
    let arguments = words.map(Self.terminated)
    let added = environment.map { Self.terminated(Array("\($0.key)=".utf8) + $0.value) }
    defer { for text in arguments + added { free(text) } }
    let variables = Self.inherited(besides: environment) + added + [nil]
    var child = pid_t()
    let program = (words.first ?? []).map { CChar(bitPattern: $0) } + [0]
    let code = posix_spawnp(
      &child, program, &actions, &attributes, arguments + [nil], variables)
    guard code == 0 else { throw Errno(rawValue: code) }
    processID = child
  }

  private static func setSignals(_ attributes: inout posix_spawnattr_t, _ group: Group) {
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var ordinary = sigset_t()
    sigemptyset(&ordinary)
    for number in [SIGPIPE, SIGXFSZ] { sigaddset(&ordinary, number) }
    posix_spawnattr_setsigdefault(&attributes, &ordinary)
    var flags = Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
    if group == .own { flags |= Int16(POSIX_SPAWN_SETPGROUP) }
    posix_spawnattr_setflags(&attributes, flags)
  }

  private static func inherited(
    besides added: [String: [UInt8]]
  ) -> [UnsafeMutablePointer<CChar>?] {
    var variables: [UnsafeMutablePointer<CChar>?] = []
    var next = environ
    while let variable = next.pointee {
      let name = String(cString: variable).prefix { $0 != "=" }
      if added[String(name)] == nil { variables.append(variable) }
      next += 1
    }
    return variables
  }

  private static func terminated(_ bytes: [UInt8]) -> UnsafeMutablePointer<CChar>? {
    strdup(bytes.map { CChar(bitPattern: $0) } + [0])
  }
}

// MARK: the end

extension Subprocess {
  /// Waits until it ends by itself.
  func wait() -> Ending {
    var status: Int32 = 0
    while waitpid(processID, &status, 0) < 0, errno == EINTR {}
    return Self.ending(status)
  }

  /// The same; when a stop is asked for, it is told to end, and then made to, within a second.
  func wait(heeding cancellation: Cancellation) throws(Cancelled) -> Ending {
    while !cancellation.isCancelled {
      if let ending = endingNow() { return ending }
      poll(nil, 0, Self.pollMilliseconds)
    }
    end()
    throw Cancelled()
  }

  /// Makes it end, if it has not been waited for: SIGTERM, and SIGKILL if that does not help.
  func end() {
    let receiver = group == .own ? -processID : processID
    kill(receiver, SIGTERM)
    for _ in 0..<Self.patienceMilliseconds / Self.pollMilliseconds {
      guard endingNow() == nil else { return }
      poll(nil, 0, Self.pollMilliseconds)
    }
    kill(receiver, SIGKILL)
    _ = wait()
  }

  private func endingNow() -> Ending? {
    var status: Int32 = 0
    return waitpid(processID, &status, WNOHANG) == processID ? Self.ending(status) : nil
  }

  private static func ending(_ status: Int32) -> Ending {
    status & 0x7F == 0 ? .exit(status >> 8 & 0xFF) : .signal(status & 0x7F)
  }
}
