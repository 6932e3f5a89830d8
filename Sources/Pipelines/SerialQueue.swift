/// A thread that does jobs one after another while whoever hands them over goes on.
///
/// `submit` waits while `limit` jobs wait, so that what they hold in memory is bounded. After a job
/// has failed the rest are dropped, and every later call throws what it threw; after `stop`, every
/// later call throws `Cancelled`.
package final class SerialQueue<Job: Sendable>: Sendable {
  private struct State {
    var waiting: [Job] = []
    var isBusy = false
    /// Why nothing is done any more.
    var end: (any Error)?
  }

  private let state = Monitor(State())
  private let changed = Condition()
  private let limit: Int
  private let thread = Monitor<WorkerThread?>(nil)

  /// `limit` 0: a job is handed over when the one before is done.
  package init(limit: Int, perform: @escaping @Sendable (Job) throws -> Void) throws(ThreadError) {
    precondition(limit >= 0, "\(limit) jobs wait")
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
    let result = state.wait(for: changed) { state -> Result<Void, any Error>? in
      if let end = state.end { return .failure(end) }
      guard state.waiting.count + (state.isBusy ? 1 : 0) <= limit else { return nil }
      state.waiting.append(job)
      changed.wakeAll()
      return .success(())
    }
    try result.get()
  }

  /// Waits until every job handed over is done.
  package func drain() throws {
    let result = state.wait(for: changed) { state -> Result<Void, any Error>? in
      if let end = state.end { return .failure(end) }
      return state.waiting.isEmpty && !state.isBusy ? .success(()) : nil
    }
    try result.get()
  }

  /// Ends the thread after the job it is doing; those that wait are dropped. May be called twice.
  package func stop() {
    state.access { state in
      state.end = state.end ?? Cancelled()
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
      let result = Result { try perform(job) }
      state.access { state in
        state.isBusy = false
        if case .failure(let error) = result {
          state.end = state.end ?? error
          state.waiting = []
        }
        changed.wakeAll()
      }
    }
  }

  /// `nil` at the end.
  private static func nextJob(_ state: Monitor<State>, _ changed: Condition) -> Job? {
    state.wait(for: changed) { state -> Job?? in
      if state.end != nil { return .some(nil) }
      guard !state.waiting.isEmpty else { return nil }
      state.isBusy = true
      changed.wakeAll()
      return .some(state.waiting.removeFirst())
    }
  }
}
