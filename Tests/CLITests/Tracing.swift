import Glibc

/// ptrace(2), as far as a run is watched with it. All requests for one process must come from one
/// thread.
enum Tracing {
  enum Request: CInt {
    case registers = 12
    case setRegisters = 13
    /// Lets a held thread go on to its next system call, with the signal given as data.
    case untilSystemCall = 24
    /// Begins to trace a process that runs, without holding it.
    case seize = 0x4206
    case systemCallInfo = 0x420E
  }

  /// What `seize` asks for: system calls are told from signals, threads are traced as they come,
  /// a new program is told of, and if the tracer dies so does what it traces.
  static let options: UInt = 0x1 | 0x8 | 0x10 | 0x10_0000

  /// Whether a child may be traced here; some containers and settings forbid it.
  static let isPossible: Bool = {
    var child = pid_t()
    var words: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/sleep"), strdup("60"), nil]
    defer { for word in words { free(word) } }
    guard posix_spawn(&child, "/bin/sleep", nil, nil, &words, nil) == 0 else { return false }
    let isTraced = request(.seize, child) >= 0
    kill(child, SIGKILL)
    var status: CInt = 0
    while waitpid(child, &status, 0x4000_0000) == child, status & 0xFF == 0x7F {}
    return isTraced
  }()

  /// What held a thread.
  enum Stop: Equatable {
    case systemCall
    /// It has become another program.
    case newProgram
    /// It is new, or a new one came of it.
    case other
    case signal(CInt)
  }

  static func stop(status: CInt) -> Stop {
    let signal = status >> 8 & 0xFF
    switch status >> 16 {
    case 0: return signal == SIGTRAP | 0x80 ? .systemCall : .signal(signal)
    case 4: return .newProgram
    default: return .other
    }
  }

  /// Negative if it failed.
  @discardableResult
  static func request(
    _ request: Request, _ thread: pid_t, _ address: UInt = 0, _ data: UnsafeMutableRawPointer? = nil
  ) -> CLong {
    ptrace(request.rawValue, thread, address, data)
  }

  /// The next child or traced thread of the calling thread that stopped or ended; `nil` if there is
  /// none left.
  static func next() -> (thread: pid_t, status: CInt)? {
    // __WALL: threads too; __WNOTHREAD: not those of tests that run beside this one.
    let options: CInt = 0x4000_0000 | 0x2000_0000
    var status: CInt = 0
    while true {
      let thread = waitpid(-1, &status, options)
      if thread > 0 { return (thread, status) }
      guard errno == EINTR else { return nil }
    }
  }
}

// Variadic in C, so not in Swift's Glibc; integers and pointers are passed alike.
@_silgen_name("ptrace")
private func ptrace(
  _ request: CInt, _ thread: pid_t, _ address: UInt, _ data: UnsafeMutableRawPointer?
) -> CLong
