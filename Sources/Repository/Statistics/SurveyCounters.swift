import Synchronization

/// How far a survey has come, for whoever shows progress.
package final class SurveyCounters: Sendable {
  private let snapshotsDoneCount = Atomic<Int>(0)
  private let snapshotsTotalCount = Atomic<Int>(0)
  private let treesCount = Atomic<Int>(0)

  package init() {}

  package var snapshotsDone: Int { snapshotsDoneCount.load(ordering: .relaxed) }
  package var snapshotsTotal: Int { snapshotsTotalCount.load(ordering: .relaxed) }
  /// Pieces and lists of trees that were opened.
  package var trees: Int { treesCount.load(ordering: .relaxed) }

  func begin(snapshots: Int) {
    snapshotsTotalCount.store(snapshots, ordering: .relaxed)
  }

  func addSnapshot() {
    snapshotsDoneCount.wrappingAdd(1, ordering: .relaxed)
  }

  func addTree() {
    treesCount.wrappingAdd(1, ordering: .relaxed)
  }
}
