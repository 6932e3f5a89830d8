/// A thread that does jobs one after another while whoever hands them over goes on.
///
/// `submit` waits while `limit` jobs wait, so that what they hold in memory is bounded. After a job
/// has failed the rest are dropped, and every later call throws what it threw.
package final class SerialQueue<Job: Sendable>: Sendable {
  private struct State {
    var waiting: [Job] = []
    var isBusy = false
    var isStopped = false
    var failure: (any Error)?
  }

  private let state = Monitor(State())
  private let changed = Condition()
  private let limit: Int
  private let thread = Monitor<WorkerThread?>(nil)

  /// `limit` 0: a job is handed over when the one before is done.
  package init(limit: Int, perform: @escaping @Sendable (Job) throws -> Void) throws(ThreadError) {
    self.limit = limit
    let (state, changed) = (state, changed)
    let worker = try WorkerThread { Self.work(state, changed, perform) }
    thread.access { $0 = worker }
  }

  deinit {
    stop()
  }

  /// Hands a job over; in order.
  package func submit(_ job: Job) throws {
    let (limit, changed) = (limit, changed)
    let failure = state.wait(for: changed) { state -> (any Error)?? in
      if let failure = state.failure { return .some(failure) }
      let load = state.waiting.count + (state.isBusy ? 1 : 0)
      guard load <= limit || state.isStopped else { return nil }
      state.waiting.append(job)
      changed.wakeAll()
      return .some(nil)
    }
    if let failure { throw failure }
  }

  /// Waits until every job handed over is done.
  package func drain() throws {
    let failure = state.wait(for: changed) { state -> (any Error)?? in
      if let failure = state.failure { return .some(failure) }
      return state.waiting.isEmpty && !state.isBusy ? .some(nil) : nil
    }
    if let failure { throw failure }
  }

  /// Ends the thread after the job it is doing; those that wait are dropped. May be called twice.
  package func stop() {
    state.access { state in
      state.isStopped = true
      state.waiting = []
      changed.wakeAll()
    }
    let worker = thread.access { thread in
      defer { thread = nil }
      return thread
    }
    worker?.join()
  }

  private static func work(
    _ state: Monitor<State>, _ changed: Condition, _ perform: (Job) throws -> Void
  ) {
    while let job = nextJob(state, changed) {
      var failure: (any Error)?
      do {
        try perform(job)
      } catch {
        failure = error
      }
      state.access { state in
        state.isBusy = false
        if let failure {
          state.failure = failure
          state.waiting = []
        }
        changed.wakeAll()
      }
    }
  }

  /// `nil` when the queue was stopped.
  private static func nextJob(_ state: Monitor<State>, _ changed: Condition) -> Job? {
    state.wait(for: changed) { state -> Job?? in
      if state.isStopped { return .some(nil) }
      guard !state.waiting.isEmpty else { return nil }
      state.isBusy = true
      changed.wakeAll()
      return .some(state.waiting.removeFirst())
    }
  }
}
