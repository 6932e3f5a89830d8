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
    var killer = Killer(kill: kill)
    let outcome = try run(arguments, watchedBy: &killer)
    return KilledRun(outcome: outcome, calls: killer.calls)
  }
}

/// Counts the changing calls of a program, and sends it a signal at one of them.
private struct Killer: CallWatcher {
  let kill: KilledRun.Kill?
  private(set) var calls: [String] = []
  /// Calls that count for the kill.
  private var counted = 0
  /// The thread that is in the call after which the kill comes.
  private var doomed: pid_t?

  init(kill: KilledRun.Kill?) {
    self.kill = kill
  }

  mutating func enters(_ call: SystemCallStop, _ thread: pid_t, of leader: pid_t) {
    guard ChangingCall.isOne(call) else { return }
    let name = ChangingCall.name(call.number)
    calls.append(name)
    guard let kill, name == kill.name ?? name else { return }
    counted += 1
    guard counted == kill.call + 1 else { return }
    switch kill.moment {
    case .before: end(leader)
    case .after: doomed = thread
    }
  }

  mutating func leaves(_ thread: pid_t, of leader: pid_t) {
    if thread == doomed { end(leader) }
  }

  private mutating func end(_ leader: pid_t) {
    doomed = nil
    if let kill { Glibc.kill(leader, kill.signal) }
  }
}
