import Pipelines

/// A `ReferenceCheck` on a thread of its own, while packs are read: of an index from which nothing
/// is missing yet. Where packs turn out damaged it is made again without them.
final class EarlyReferences: Sendable {
  private let result = Monitor<Result<CheckReport, any Error>?>(nil)
  private let thread = Monitor<WorkerThread?>(nil)

  init(
    _ repository: Repository, index: ChunkIndex, _ snapshots: [CatalogedSnapshot],
    cancellation: Cancellation
  ) throws(ThreadError) {
    let result = result
    let worker = try WorkerThread {
      let found = Result {
        var report = CheckReport()
        var references = try ReferenceCheck(
          repository, index: index, cancellation: cancellation)
        try references.run(snapshots, &report)
        return report
      }
      result.access { $0 = found }
    }
    thread.access { $0 = worker }
  }

  deinit { wait() }

  /// Waits for its end. Throws what the check threw.
  func report() throws -> CheckReport {
    wait()
    guard let result = result.access({ $0 }) else { throw Cancelled() }
    return try result.get()
  }

  private func wait() {
    let worker = thread.access { thread in
      defer { thread = nil }
      return thread
    }
    worker?.join()
  }
}
