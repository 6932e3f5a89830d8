import Synchronization

/// How far a check has come, for whoever shows progress.
package final class CheckCounters: Sendable {
  private let packsDoneCount = Atomic<Int>(0)
  private let packsTotalCount = Atomic<Int>(0)

  package init() {}

  package var packsDone: Int { packsDoneCount.load(ordering: .relaxed) }
  package var packsTotal: Int { packsTotalCount.load(ordering: .relaxed) }

  func begin(packs: Int) {
    packsDoneCount.store(0, ordering: .relaxed)
    packsTotalCount.store(packs, ordering: .relaxed)
  }

  func addPack() {
    packsDoneCount.wrappingAdd(1, ordering: .relaxed)
  }
}
