import Pipelines

/// Runs what is recursive by folders where there is room for it, and waits.
func onDeepStack<Result: Sendable>(
  _ body: @escaping @Sendable () throws -> Result
) throws -> Result {
  let outcome = Monitor<Swift.Result<Result, any Error>?>(nil)
  let thread = try WorkerThread {
    let result = Swift.Result { try body() }
    outcome.access { $0 = result }
  }
  thread.join()
  guard let outcome = outcome.access({ $0 }) else { throw Cancelled() }
  return try outcome.get()
}
