import Format
package import Pipelines
import Storage

/// Brings forgotten snapshots back, as long as all that they need is there: the same snapshot, with
/// the same ID, as an ordinary session writes it (FORMAT.md 8.2).
///
/// A record alone would not do. A prune that has begun may have decided already, and waits for
/// sessions only.
package struct Revival {
  private let repository: Repository
  private let indexFolder: IndexFolder
  private let cancellation: Cancellation
  private let counters: SurveyCounters
  private let workers: Int

  package init(
    _ repository: Repository, indexFolder: IndexFolder, cancellation: Cancellation,
    counters: SurveyCounters, workers: Int = 1
  ) {
    self.repository = repository
    self.indexFolder = indexFolder
    self.cancellation = cancellation
    self.counters = counters
    self.workers = workers
  }

  /// The snapshot exists when this returns, with what was said about it before.
  ///
  /// Throws `failed` where a prune has taken away, or is about to take away, something it needs.
  package func bringBack(_ cataloged: CatalogedSnapshot) throws {
    let session = try WriteSession(repository, purpose: .undelete, indexFolder: indexFolder)
    do {
      try checkUsable(cataloged, session.view.index)
      let records = try records(about: cataloged)
      _ = try session.commit(cataloged.snapshot, records: records)
    } catch {
      session.abandon()
      throw error
    }
  }

  /// Whether a writer may refer to everything that the snapshot needs [10.3-a].
  private func checkUsable(_ cataloged: CatalogedSnapshot, _ index: ChunkIndex) throws {
    let graph = try ReferenceGraph(
      repository, index: index, workers: workers, keeping: .nothing)
    var walk = ReferenceWalk(graph, cancellation, counters)
    try walk.follow([cataloged])
    guard !walk.missing.isEmpty else { return }
    throw RepositoryError(
      .failed, "it is too late: a prune has taken away what only it needed",
      at: "snapshot \(cataloged.id.short)",
      advice: "look for the same files in another one: martlet snapshots")
  }

  /// All that was said about it, once more and in place of what was said before, but for one thing.
  private func records(about cataloged: CatalogedSnapshot) throws(RepositoryError) -> [RecordDraft]
  {
    var damage: [RepositoryError] = []
    let reader = try RecordReader.load(repository.files, &damage)
    // One that cannot be read would still count when it can be read again.
    if let error = damage.first { throw error }
    var remarks = reader.remarks(on: cataloged.id, after: cataloged.remarks)
    remarks.isForgotten = false
    let drafts = remarks.drafts + [RecordDraft(statement: .forgotten(false))]
    return drafts.map { draft in
      RecordDraft(
        statement: draft.statement,
        superseded: reader.standing(draft.statement.kind, on: cataloged.id))
    }
  }
}
