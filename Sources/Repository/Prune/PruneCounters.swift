import Synchronization

/// How far a prune has come, for whoever shows progress.
package final class PruneCounters: Sendable {
  package let survey = SurveyCounters()
  private let movedCount = Atomic<Int>(0)
  private let movingCount = Atomic<Int>(0)
  private let deletedCount = Atomic<Int>(0)
  private let deletingCount = Atomic<Int>(0)

  package init() {}

  /// Bytes of frames that were read out of packs that will go, of about so many.
  package var movedBytes: Int { movedCount.load(ordering: .relaxed) }
  package var bytesToMove: Int { movingCount.load(ordering: .relaxed) }
  /// Files removed, of so many.
  package var deletedFiles: Int { deletedCount.load(ordering: .relaxed) }
  package var filesToDelete: Int { deletingCount.load(ordering: .relaxed) }

  func beginMoving(bytes: Int) {
    movingCount.store(bytes, ordering: .relaxed)
  }

  func addMoved(bytes: Int) {
    movedCount.wrappingAdd(bytes, ordering: .relaxed)
  }

  func beginDeleting(files: Int) {
    deletingCount.store(files, ordering: .relaxed)
  }

  func addDeleted() {
    deletedCount.wrappingAdd(1, ordering: .relaxed)
  }
}
