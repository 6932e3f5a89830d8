package import Pipelines
package import Repository

/// The same backup into several repositories at once: the sources are read once, and each
/// repository gets a snapshot of its own. What goes wrong with one does not touch the others.
package struct BackupGroup: Sendable {
  /// A repository, and what belongs to it.
  package struct Member: Sendable {
    package let repository: Repository
    package let indexFolder: IndexFolder
    package let cache: any ScanCache
    package let counters: BackupCounters

    package init(
      _ repository: Repository, indexFolder: IndexFolder, cache: any ScanCache,
      counters: BackupCounters
    ) {
      self.repository = repository
      self.indexFolder = indexFolder
      self.cache = cache
      self.counters = counters
    }
  }

  private let members: [Member]
  private let request: BackupRequest
  private let cancellation: Cancellation
  private let reads = SharedReads()
  private let pace: Pace

  /// The workers of the request are shared out among the members; its stream must be `nil`, as it
  /// does not come twice.
  package init(_ members: [Member], _ request: BackupRequest, cancellation: Cancellation) {
    precondition(request.stream == nil, "a stream goes to one repository")
    self.members = members
    self.request = request
    self.cancellation = cancellation
    pace = Pace(runners: members.count, lead: SourceShare.lead)
  }

  /// Bytes read from files, by all of them together.
  var bytesRead: UInt64 { reads.bytesRead }

  /// Runs all of them and returns how each ended, in the order of the members.
  package func run() -> [Result<BackupReport, any Error>] {
    let results = Results([Result<BackupReport, any Error>?](repeating: nil, count: members.count))
    let threads = members.indices.compactMap { start($0, results) }
    for thread in threads { thread.join() }
    return results.access { $0 }.map { $0 ?? .failure(Cancelled()) }
  }

  private typealias Results = Monitor<[Result<BackupReport, any Error>?]>

  /// `nil` when there is no thread for it.
  private func start(_ index: Int, _ results: Results) -> WorkerThread? {
    let finish: @Sendable (Result<BackupReport, any Error>) -> Void = { [pace] result in
      pace.leave(index)
      results.access { $0[index] = result }
    }
    do {
      return try WorkerThread { [self] in finish(Result { try backup(index) }) }
    } catch {
      finish(.failure(error))
      return nil
    }
  }

  private func backup(_ index: Int) throws -> BackupReport {
    let member = members[index]
    var request = request
    request.workers = max(1, request.workers / members.count)
    request.share = SourceShare(
      reads: reads, pace: pace, runner: index, runners: members.count)
    return try Backup(
      member.repository, request, indexFolder: member.indexFolder, cancellation: cancellation,
      counters: member.counters
    ).run(member.cache)
  }
}
