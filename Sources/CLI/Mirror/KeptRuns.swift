import Format
import LocalState
import Repository
import Snapshots

/// How long the runs of mirrors can be undone: `--keep-runs 90d`.
struct KeptRuns {
  static let standard = TimeSpan(seconds: 90 * 86_400)

  let span: TimeSpan
  let place: MirrorPlace
  let invocation: Invocation

  /// Forgets the snapshots of older runs and then the runs. The newest run of each pair stays,
  /// however old, and so does a snapshot that a younger run needs.
  func forgetOlder() throws {
    let now = invocation.surroundings.clock.now
    let limit = Timestamp(
      seconds: now.seconds - Int64(span.seconds), nanoseconds: now.nanoseconds)
    let old = place.history.runs(olderThan: limit)
    guard !old.isEmpty else { return }
    let kept = needed(since: limit)
    let going = old.filter { !kept.runs.contains($0.id) }
    let snapshots = Set(going.flatMap(\.snapshots)).subtracting(kept.snapshots)
    if !snapshots.isEmpty { try forget(snapshots) }
    _ = place.history.remove(going.map(\.id))
  }

  private func needed(
    since limit: Timestamp
  ) -> (runs: Set<MirrorRecord.ID>, snapshots: Set<SnapshotID>) {
    var runs: Set<MirrorRecord.ID> = []
    var snapshots = Set(place.history.pairs().compactMap(\.pair.baseline))
    var pairs: Set<StoredMirrorPair.ID> = []
    for run in place.history.runs()
    where pairs.insert(run.pair).inserted || run.started >= limit {
      runs.insert(run.id)
      snapshots.formUnion(run.snapshots)
    }
    return (runs, snapshots)
  }

  /// As `forget` does it; in the private repository, which nobody prunes, the space comes free too.
  private func forget(_ snapshots: Set<SnapshotID>) throws {
    let forgetting = ForgetRun(
      pruning: PruneRun(
        repository: place.repository, state: place.state, limits: PruneLimits(),
        silence: PruneOptions.defaultSilence, invocation: invocation),
      space: place.isPrivate ? .freed : .kept, isDryRun: false, detail: .outcome(nil))
    _ = try forgetting.perform { catalog in
      .named(catalog.snapshots.filter { snapshots.contains($0.id) })
    }
  }
}

extension MirrorRecord {
  fileprivate var snapshots: [SnapshotID] {
    [before, baselineBefore, baselineAfter].compactMap { $0 }
  }
}
