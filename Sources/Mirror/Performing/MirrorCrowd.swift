import Pipelines
import Repository

/// The workers of an executor.
struct MirrorCrowd {
  /// What one worker does in one go.
  private static let batchBytes: UInt64 = 1 << 20
  private static let entryBytes: UInt64 = 16 << 10
  private static let tasksPerWorker = 3

  /// The one that does what is done in order, on the calling thread.
  let lead: MirrorWorker
  private let crew: MirrorCrew
  private let workers: Int

  init(_ crew: MirrorCrew, workers: Int) throws(RepositoryError) {
    self.crew = crew
    self.workers = workers
    lead = try MirrorWorker(crew)
  }

  func check() throws(Cancelled) { try crew.cancellation.check() }

  /// Results in the order of the items; on this thread if they are not worth another.
  func map<Item: Sendable, Output: Sendable>(
    _ items: [Item], bytes: (Item) -> UInt64,
    _ transform: @escaping @Sendable (MirrorWorker, Item) throws -> Output
  ) throws -> [Output] {
    var rest = batches(items, bytes)[...]
    guard workers > 1, rest.count > 1 else {
      return try items.map { item in
        try check()
        return try transform(lead, item)
      }
    }
    var outputs: [Output] = []
    outputs.reserveCapacity(items.count)
    try orderedMap(
      workers: workers, limit: workers * Self.tasksPerWorker, cancellation: crew.cancellation,
      next: { rest.popFirst() },
      makeState: { [crew] in try MirrorWorker(crew) },
      transform: { worker, batch in
        let worker = worker
        return try batch.map { try transform(worker, $0) }
      },
      consume: { outputs += $0 })
    return outputs
  }

  private func batches<Item>(_ items: [Item], _ bytes: (Item) -> UInt64) -> [[Item]] {
    var batches: [[Item]] = []
    var room: UInt64 = 0
    for item in items {
      let cost = bytes(item).addingReportingOverflow(Self.entryBytes).partialValue
      if room == 0 || batches.isEmpty {
        batches.append([])
        room = Self.batchBytes
      }
      batches[batches.count - 1].append(item)
      room -= min(room, cost)
    }
    return batches
  }
}
