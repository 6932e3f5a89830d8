import Glibc
import SystemPackage

/// A run of the program that is watched call by call, and killed where a test wants it.
///
/// The kernel holds each thread before and after every system call, so "the n-th call that changes
/// a file" is exact over all threads, and the kill comes just before that call, which is then not
/// made, or just after it.
struct KilledRun {
  enum Moment: CaseIterable { case before, after }

  struct Kill: CustomStringConvertible {
    /// Of a changing call, from 0.
    let call: Int
    let moment: Moment
    /// Only calls of this name are counted.
    var name: String?
    /// What the process gets.
    var signal = SIGKILL

    var description: String { "\(moment) call \(call)" }
  }

  let outcome: Sandbox.Outcome
  /// The changing calls that were begun, in order.
  let calls: [String]

  var wasKilled: Bool { outcome.code == 128 + SIGKILL }

  /// What the kill was nearest to: "after call 17 (renameat2)".
  func place(_ kill: Kill) -> String {
    "\(kill) (\(calls.indices.contains(kill.call) ? calls[kill.call] : "never made"))"
  }
}

extension Sandbox {
  /// Runs the program to its end, or up to the kill.
  func run(_ arguments: [String], killed kill: KilledRun.Kill?) throws -> KilledRun {
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
    var watch = Watch(leader: leader, kill: kill)
    let code = watch.untilEnd()
    return KilledRun(outcome: started.ended(code), calls: watch.calls)
  }
}

/// The loop that holds and releases the threads of one process.
private struct Watch {
  let leader: pid_t
  let kill: KilledRun.Kill?
  private(set) var calls: [String] = []
  private var hasBegun = false
  /// Calls that count for the kill.
  private var counted = 0
  /// The thread that is in the call after which the kill comes.
  private var doomed: pid_t?

  init(leader: pid_t, kill: KilledRun.Kill?) {
    self.leader = leader
    self.kill = kill
  }

  /// The exit code, or 128 and the number of the signal.
  mutating func untilEnd() -> Int32 {
    while let (thread, status) = Tracing.next() {
      if status & 0xFF == 0x7F {
        release(thread, Tracing.stop(status: status))
      } else if thread == leader {
        return status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
      }
    }
    return -1
  }

  private mutating func release(_ thread: pid_t, _ stop: Tracing.Stop) {
    var signal: CInt = 0
    switch stop {
    case .newProgram: hasBegun = true
    case .signal(let number): signal = number
    case .systemCall: if hasBegun { look(at: thread) }
    case .other: break
    }
    Tracing.request(
      .untilSystemCall, thread, 0, UnsafeMutableRawPointer(bitPattern: UInt(signal)))
  }

  private mutating func look(at thread: pid_t) {
    guard let call = SystemCallStop(thread: thread) else { return }
    guard call.isEntry else {
      if thread == doomed { end() }
      return
    }
    guard ChangingCall.isOne(call) else { return }
    let name = ChangingCall.name(call.number)
    calls.append(name)
    guard let kill, name == kill.name ?? name else { return }
    counted += 1
    guard counted == kill.call + 1 else { return }
    switch kill.moment {
    case .before: end()
    case .after: doomed = thread
    }
  }

  private mutating func end() {
    doomed = nil
    if let kill { Glibc.kill(leader, kill.signal) }
  }
}
