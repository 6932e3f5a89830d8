package import Format
import Pipelines
package import Repository

extension Client {
  /// Lets records say that these snapshots are forgotten.
  package func forget(_ ids: [SnapshotID]) throws {
    let snapshots = try read().catalog.snapshots.filter { ids.contains($0.id) }
    try repository.perform(try repository.plan([.forget(true)], about: snapshots))
  }

  /// Finishes what was begun, then frees what can be freed; the reports of both.
  package func prune(
    _ limits: PruneLimits = PruneLimits(), watch: SessionWatch = .alone
  ) throws -> [PruneReport] {
    let pruner = try pruner(watch)
    let resumed = try pruner.resume()
    if let resumed, !resumed.waiting.isEmpty { return [resumed] }
    let planner = try planner(watch)
    let proposal = try planner.proposal(
      limits, cancellation: cancellation, counters: SurveyCounters())
    guard !proposal.isNothing else { return resumed.map { [$0] } ?? [] }
    return (resumed.map { [$0] } ?? []) + [try pruner.perform(proposal, of: planner)]
  }

  package func planner(_ watch: SessionWatch = .alone) throws -> PrunePlanner {
    try PrunePlanner(repository, indexFolder: IndexFolder(nil), watch: watch)
  }

  package func pruner(_ watch: SessionWatch = .alone) throws -> Pruner {
    try Pruner(
      repository, indexFolder: IndexFolder(nil), watch: watch, cancellation: cancellation,
      counters: PruneCounters())
  }

  /// Brings a forgotten snapshot back.
  package func bringBack(_ id: SnapshotID) throws {
    guard let snapshot = try read().catalog.forgotten.first(where: { $0.id == id }) else {
      throw NoSuchSnapshot(id: id)
    }
    try Revival(
      repository, indexFolder: IndexFolder(nil), cancellation: cancellation,
      counters: SurveyCounters()
    ).bringBack(snapshot)
  }
}

extension SessionWatch {
  /// Of a machine on which nothing else runs: every session of it is dead.
  package static let alone = SessionWatch(beats: NoBeatHistory()) { _, _ in false }
  /// Of one on which every process of an intent still runs.
  package static let crowded = SessionWatch(beats: NoBeatHistory()) { _, _ in true }
}

/// Remembers in memory, for one start of one machine.
package final class MemoryBeatHistory: BeatHistory {
  private struct Beat {
    let number: Int
    let seen: UInt64
  }

  private let beats = Monitor<[SessionID: Beat]>([:])

  package init() {}

  package func firstSeen(_ session: SessionID, beat: Int, now: UInt64) -> UInt64 {
    beats.access { beats in
      if let known = beats[session], known.number == beat { return known.seen }
      beats[session] = Beat(number: beat, seen: now)
      return now
    }
  }
}
