import Glibc
import Pipelines

/// Ctrl-C and its relatives. A run that heeds `cancellation` ends by itself, tidily; any other run,
/// and every run at the second signal, ends at once, with its last words.
final class Interruption: Sendable {
  private enum Mode {
    case notHeeded
    /// By whoever looks at this one.
    case heeded(Cancellation)
    /// The process ends at once.
    case ending
  }

  let cancellation = Cancellation()
  private let mode = Monitor(Mode.notHeeded)
  private let lastActs = Monitor<[@Sendable () -> Void]>([])
  private let lastWords = Monitor(
    Failure.interrupted(advice: "Run the same command again when it suits."))
  private let terminal: Terminal
  private let format: Output.Format

  init(_ terminal: Terminal, _ format: Output.Format) {
    self.terminal = terminal
    self.format = format
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
    try heeded(by: cancellation, body)
  }

  /// The same for what has to begin also after a signal, and looks at a `stop` of its own: only a
  /// signal that comes from now on sets it.
  func heeded<Result>(by stop: Cancellation, _ body: () throws -> Result) rethrows -> Result {
    while !turn(to: .heeded(stop)) { pause() }
    defer { _ = turn(to: .notHeeded) }
    return try body()
  }

  /// `false` when the process ends at once.
  private func turn(to next: Mode) -> Bool {
    mode.access { mode in
      if case .ending = mode { return false }
      mode = next
      return true
    }
  }

  /// Has `act` run when a signal ends the process at once; it may take a moment, but no more.
  func atEnd(_ act: @escaping @Sendable () -> Void) { lastActs.access { $0.append(act) } }

  /// What is said from now on when a signal ends the process at once.
  func prepare(_ words: Failure) { lastWords.access { $0 = words } }

  private func wait(for signals: sigset_t) {
    var signals = signals
    while true {
      var number: Int32 = 0
      guard sigwait(&signals, &number) == 0 else { continue }
      let endsNow = mode.access { mode in
        if case .heeded(let stop) = mode, !stop.isCancelled {
          stop.cancel()
          return false
        }
        mode = .ending
        return true
      }
      cancellation.cancel()
      if endsNow { end() }
    }
  }

  /// Without waiting for anybody: no lock is taken that a stuck thread could hold.
  private func end() -> Never {
    terminal.restore()
    let words = lastWords.access { $0 }
    // Not behind what the terminal shows of the keys, or of the progress.
    let text = format == .json ? "\(words.json.line)\n" : "\n\(words.text)\n"
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
