import Pipelines

/// Something to be done at one moment of a run, however often that is met, by whichever thread.
package final class Once<Result: Sendable>: Sendable {
  private enum State {
    case waiting
    case running
    case done(Swift.Result<Result, any Error>)
  }

  private let state = Monitor(State.waiting)
  private let body: @Sendable () throws -> Result

  package init(_ body: @escaping @Sendable () throws -> Result) {
    self.body = body
  }

  package var hasRun: Bool { state.access { if case .waiting = $0 { false } else { true } } }

  package func run() {
    let isFirst = state.access { state in
      guard case .waiting = state else { return false }
      state = .running
      return true
    }
    guard isFirst else { return }
    let result = Swift.Result { try body() }
    state.access { $0 = .done(result) }
  }

  /// What it gave or threw; it has been run.
  package func result() throws -> Result {
    guard case .done(let result) = state.access({ $0 }) else { throw NotYet() }
    return try result.get()
  }
}

private struct NotYet: Error {}
