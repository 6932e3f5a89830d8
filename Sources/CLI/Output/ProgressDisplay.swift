import Glibc
import Pipelines

/// Shows that a run goes on, from counters that it samples: two lines on a terminal, else one at
/// the start and one a minute. All on stderr.
///
/// Its thread ends with `stop`.
final class ProgressDisplay {
  private let thread: WorkerThread
  private let wake: Pipe

  /// `start` is said once, `status` as often as needed; `nil` where nothing is to be shown or the
  /// system gives no thread, which is no reason to stop.
  init?(
    _ style: CommonOptions.Progress, _ output: Output, start: String,
    status: @escaping @Sendable () -> ProgressSample
  ) {
    guard style != .none, !output.isQuiet else { return nil }
    let isLive = Self.isLive(style, output)
    if !isLive { output.note(start) }
    guard let wake = try? Pipe() else { return nil }
    self.wake = wake
    do {
      thread = try WorkerThread {
        isLive ? Self.live(output, wake, status) : Self.plain(output, wake, status)
      }
    } catch {
      wake.close()
      return nil
    }
  }

  /// Whether two lines are shown that change.
  static func isLive(_ style: CommonOptions.Progress, _ output: Output) -> Bool {
    style.isLive && output.format == .text && !output.isQuiet
  }

  func stop() {
    close(wake.writing)
    thread.join()
    close(wake.reading)
  }

  /// Ten times a second.
  private static func live(_ output: Output, _ wake: Pipe, _ status: () -> ProgressSample) {
    let clock = MachineClock()
    let started = clock.sinceBoot
    var rate = ProgressRate()
    while isRunning(wake, afterMilliseconds: 100) {
      let sample = status()
      let elapsed = Double(clock.sinceBoot - started) / 1e9
      let lines = ProgressLines(
        sample: sample, elapsed: elapsed, rate: rate.note(sample.done, at: elapsed))
      output.status(lines.lines(columns: (TerminalWidth.columns(of: STDERR_FILENO) ?? 80) - 1))
    }
  }

  /// Once a minute.
  private static func plain(_ output: Output, _ wake: Pipe, _ status: () -> ProgressSample) {
    while isRunning(wake, afterMilliseconds: 60_000) { output.note(status().line) }
  }

  /// Closing the writing end wakes whoever waits here.
  private static func isRunning(_ wake: Pipe, afterMilliseconds limit: Int32) -> Bool {
    var wanted = pollfd(fd: wake.reading, events: Int16(POLLIN), revents: 0)
    return poll(&wanted, 1, limit) == 0
  }
}

extension CommonOptions.Progress {
  fileprivate var isLive: Bool {
    switch self {
    case .auto: isatty(STDERR_FILENO) == 1 && getenv("TERM").map { strcmp($0, "dumb") } != 0
    case .bar: true
    case .plain, .none: false
    }
  }
}
