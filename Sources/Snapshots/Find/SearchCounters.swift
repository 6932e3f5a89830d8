import Synchronization

/// How far a search has come, for whoever shows progress.
package final class SearchCounters: Sendable {
  private let snapshotCount = Atomic<Int>(0)
  private let entryCount = Atomic<Int>(0)

  package init() {}

  package var snapshots: Int { snapshotCount.load(ordering: .relaxed) }
  /// Those in folders that were read.
  package var entries: Int { entryCount.load(ordering: .relaxed) }

  func addSnapshot() {
    snapshotCount.wrappingAdd(1, ordering: .relaxed)
  }

  func addEntry() {
    entryCount.wrappingAdd(1, ordering: .relaxed)
  }
}
