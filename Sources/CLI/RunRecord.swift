import Format
import LocalState
import Pipelines
import Repository
import Snapshots

/// What the history of this machine gets to know of one run: that it begins, and how it ends.
///
/// A run that is killed leaves the beginning alone. Nothing here fails; a history that cannot be
/// written is said once, and the run goes on.
final class RunRecord: Sendable {
  private struct State {
    var run: Run
    var isOver = false
  }

  private let history: RunHistory?
  private let id: RunHistory.ID?
  private let clock: any Clock
  private let state: Monitor<State>

  init(of run: Run, in history: RunHistory?, clock: any Clock) {
    self.history = history
    self.clock = clock
    state = Monitor(State(run: run))
    id = history?.begin(run)
  }

  /// As it is known now.
  var run: Run { state.access { $0.run } }

  /// Adds to what is written at the end.
  func note(_ change: (inout Run) -> Void) { state.access { change(&$0.run) } }

  /// Corrects how the run ended: something that belongs to it went wrong afterwards.
  func amend(_ code: ExitCode, _ message: String) {
    let ended = state.access { state -> Run? in
      guard let ending = state.run.ending else { return nil }
      state.run.ending = Run.Ending(time: ending.time, exitCode: code.rawValue)
      state.run.message += state.run.message.isEmpty ? message : "; \(message)"
      return state.run
    }
    if let id, let ended { history?.update(id, ended) }
  }

  /// Takes the run out of the history: nothing was run.
  func discard() {
    let isOver = state.access { state in
      defer { state.isOver = true }
      return state.isOver
    }
    if let id, !isOver { history?.remove(id) }
  }

  /// Writes how the run ended; only the first call counts.
  func end(_ code: ExitCode, _ message: String = "") {
    let ended = state.access { state -> Run? in
      guard !state.isOver else { return nil }
      state.isOver = true
      state.run.ending = Run.Ending(time: clock.now, exitCode: code.rawValue)
      if !message.isEmpty { state.run.message = message }
      return state.run
    }
    if let id, let ended { history?.update(id, ended) }
  }
}

extension Invocation {
  /// `nil` where there is no home.
  func openHistory() -> RunHistory? { folders.state.map { RunHistory(in: $0) } }

  /// Notes that a run begins; an interruption at any time ends its record.
  func begin(
    _ command: String, profile: String, at location: Location, in history: RunHistory?
  ) -> RunRecord {
    var run = Run(
      command: command, profile: profile, process: Run.Process(surroundings.process),
      started: surroundings.clock.now)
    run.location = location.recorded
    let record = RunRecord(of: run, in: history, clock: surroundings.clock)
    interruption.atEnd { record.end(.interrupted, "interrupted") }
    return record
  }

  /// A history that cannot be written is worth a word each time: what it lacks, `status` lacks.
  func noteProblem(of history: RunHistory?) {
    guard let problem = history?.problem else { return }
    output.note("martlet: this run is not in the history, \(Printable.text(problem))")
  }

  /// Runs `body` as a run of that name; `nil` for one that leaves no trace. Where no repository is
  /// meant there is nothing to note.
  func recorded(_ name: String?, _ body: (Invocation) throws -> ExitCode) throws -> ExitCode {
    guard let name, let location = try? location() else { return try body(self) }
    let history = openHistory()
    let record = begin(
      name, profile: settings.profile?.name.value ?? "", at: location, in: history)
    defer { noteProblem(of: history) }
    do {
      let code = try body(with(record))
      record.end(code)
      return code
    } catch {
      let failure = Failure(error)
      record.end(failure.code, failure.sentence)
      throw failure
    }
  }
}

extension Run.Process {
  init(_ process: ProcessIdentity) {
    self.init(
      bootID: process.bootID, namespace: process.pidNamespace, id: process.processID,
      startTime: process.startTime)
  }
}
