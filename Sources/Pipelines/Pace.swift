/// Keeps several runs through the same sequence near each other: whoever is far ahead waits.
///
/// The slowest never waits, so none waits for long. One that stands still for ten seconds is no
/// longer waited for until it moves again: what hangs must not hold up the others.
package final class Pace: Sendable {
  private struct Runner {
    var position: UInt64 = 0
    /// Has left, or stands still.
    var isAwaited = true
  }

  private struct State {
    var runners: [Runner]
    /// Steps of all runners so far.
    var steps = 0
  }

  private let patienceMilliseconds: Int
  /// How far ahead of the slowest one may be.
  private let lead: UInt64
  private let state: Monitor<State>
  private let moved = Condition()

  package init(runners: Int, lead: UInt64, patienceMilliseconds: Int = 10_000) {
    self.lead = lead
    self.patienceMilliseconds = patienceMilliseconds
    state = Monitor(State(runners: [Runner](repeating: Runner(), count: runners)))
  }

  /// Says where a runner is, and waits while that is too far ahead of the slowest.
  package func advance(_ runner: Int, to position: UInt64) {
    state.access { state in
      state.runners[runner] = Runner(position: position)
      state.steps += 1
      moved.wakeAll()
    }
    while let steps = state.access({ isAhead(position, $0) ? $0.steps : nil }) {
      let hasMoved: Bool? = state.wait(for: moved, atMostMilliseconds: patienceMilliseconds) {
        $0.steps == steps ? nil : true
      }
      if hasMoved == nil { giveUp(on: position) }
    }
  }

  /// A runner that has come to its end, or has failed.
  package func leave(_ runner: Int) {
    state.access { state in
      state.runners[runner].isAwaited = false
      state.steps += 1
      moved.wakeAll()
    }
  }

  private func isAhead(_ position: UInt64, _ state: State) -> Bool {
    guard let slowest = state.runners.lazy.filter(\.isAwaited).map(\.position).min() else {
      return false
    }
    return position > slowest && position - slowest > lead
  }

  private func giveUp(on position: UInt64) {
    state.access { state in
      for index in state.runners.indices
      where position > state.runners[index].position
        && position - state.runners[index].position > lead
      { state.runners[index].isAwaited = false }
    }
  }
}
