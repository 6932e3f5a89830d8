import Glibc
import Pipelines

/// Ctrl-C and its relatives. A run that heeds `cancellation` ends by itself, tidily; any other run,
/// and every run at the second signal, ends at once.
final class Interruption: Sendable {
  private enum Mode {
    case notHeeded
    case heeded
    /// The process ends at once.
    case ending
  }

  let cancellation = Cancellation()
  private let mode = Monitor(Mode.notHeeded)
  private let lastActs = Monitor<[@Sendable () -> Void]>([])
  private let terminal: Terminal

  init(_ terminal: Terminal) {
    self.terminal = terminal
  }

  /// Takes the signals over. To be called before there are other threads: those inherit that the
  /// signals are not for them. A signal that is ignored (`nohup`) stays so.
  func watch() throws {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)  // A limit of file sizes is an error of a write.
    var signals = sigset_t()
    sigemptyset(&signals)
    for number in [SIGINT, SIGTERM, SIGHUP] where !Self.isIgnored(number) {
      sigaddset(&signals, number)
    }
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    _ = try WorkerThread { [self, signals] in wait(for: signals) }
  }

  /// Runs something that looks at `cancellation` and ends soon after it is set.
  ///
  /// It does not begin when a signal came before: the process is about to end, and what begins now
  /// would leave something behind.
  func heeded<Result>(_ body: () throws -> Result) rethrows -> Result {
    while !turn(to: .heeded) { pause() }
    defer { _ = turn(to: .notHeeded) }
    return try body()
  }

  /// `false` when the process ends at once.
  private func turn(to next: Mode) -> Bool {
    mode.access { mode in
      guard mode != .ending else { return false }
      mode = next
      return true
    }
  }

  /// Has `act` run when a signal ends the process at once; it may take a moment, but no more.
  func atEnd(_ act: @escaping @Sendable () -> Void) { lastActs.access { $0.append(act) } }

  private func wait(for signals: sigset_t) {
    var signals = signals
    while true {
      var number: Int32 = 0
      guard sigwait(&signals, &number) == 0 else { continue }
      let isSecond = cancellation.isCancelled
      cancellation.cancel()
      let endsNow = mode.access { mode in
        if isSecond || mode == .notHeeded { mode = .ending }
        return mode == .ending
      }
      if endsNow { end() }
    }
  }

  /// Without waiting for anybody: no lock is taken that a stuck thread could hold.
  private func end() -> Never {
    terminal.restore()
    let text = "\nmartlet: interrupted (exit \(ExitCode.interrupted.rawValue))\n"
    _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
    performLastActs()
    _exit(ExitCode.interrupted.rawValue)
  }

  /// In a thread of their own, so that one that is stuck ends with the process.
  private func performLastActs() {
    let acts = lastActs.access { $0 }
    guard !acts.isEmpty else { return }
    let isDone = Monitor(false)
    _ = try? WorkerThread {
      for act in acts { act() }
      isDone.access { $0 = true }
    }
    for _ in 0..<50 where !isDone.access({ $0 }) { poll(nil, 0, 10) }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }
}
