import Glibc
import SystemPackage

/// Sees each system call of a program before and after it is made, with the thread held by the
/// kernel meanwhile: what it does to the program, it does at exactly that place.
protocol CallWatcher {
  /// The thread is about to make the call.
  mutating func enters(_ call: SystemCallStop, _ thread: pid_t, of leader: pid_t)
  /// The thread has made the call that it entered last.
  mutating func leaves(_ thread: pid_t, of leader: pid_t)
}

extension Sandbox {
  /// Runs the program to its end.
  func run(
    _ arguments: [String], watchedBy watcher: inout some CallWatcher
  ) throws -> Outcome {
    // The shell waits at the pipe until it is traced, and then becomes the program.
    let gate = folder.appending("gate")
    if mkfifo(gate.string, 0o600) != 0, errno != EEXIST { throw Errno(rawValue: errno) }
    // The address sanitizer looks for leaks by tracing, which only one can do.
    let script = """
      read -r go <gate; export ASAN_OPTIONS=detect_leaks=0; exec "$MARTLET" "$@"
      """
    let started = try start(
      program: ["/bin/sh", "-c", script, "sh"].map { Array($0.utf8) },
      arguments.map { Array($0.utf8) })
    let descriptor = open(gate.string, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    let leader = started.process.processID
    let options = UnsafeMutableRawPointer(bitPattern: Tracing.options)
    let isTraced = Tracing.request(.seize, leader, 0, options) >= 0
    let failure = Errno(rawValue: errno)
    close(descriptor)
    guard isTraced else { throw failure }
    var watch = Watch(leader: leader)
    return started.ended(watch.untilEnd(&watcher))
  }
}

/// The loop that holds and releases the threads of one process.
private struct Watch {
  let leader: pid_t
  private var hasBegun = false

  init(leader: pid_t) {
    self.leader = leader
  }

  /// The exit code, or 128 and the number of the signal.
  mutating func untilEnd(_ watcher: inout some CallWatcher) -> Int32 {
    while let (thread, status) = Tracing.next() {
      if status & 0xFF == 0x7F {
        release(thread, Tracing.stop(status: status), &watcher)
      } else if thread == leader {
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
      }
    }
    return -1
  }

  private mutating func release(
    _ thread: pid_t, _ stop: Tracing.Stop, _ watcher: inout some CallWatcher
  ) {
    var signal: CInt = 0
    switch stop {
    case .newProgram: hasBegun = true
    case .signal(let number): signal = number
    case .systemCall: if hasBegun { show(thread, to: &watcher) }
    case .other: break
    }
    Tracing.request(
      .untilSystemCall, thread, 0, UnsafeMutableRawPointer(bitPattern: UInt(signal)))
  }

  private func show(_ thread: pid_t, to watcher: inout some CallWatcher) {
    guard let call = SystemCallStop(thread: thread) else { return }
    if call.isEntry {
      watcher.enters(call, thread, of: leader)
    } else {
      watcher.leaves(thread, of: leader)
    }
  }
}
