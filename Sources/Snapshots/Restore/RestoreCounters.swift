import Synchronization

/// What a restore has done so far, for whoever shows progress.
package final class RestoreCounters: Sendable {
  private let filesDoneCount = Atomic<Int>(0)
  private let bytesDoneCount = Atomic<Int>(0)

  package init() {}

  package var filesDone: Int { filesDoneCount.load(ordering: .relaxed) }
  package var bytesDone: Int { bytesDoneCount.load(ordering: .relaxed) }

  func addFile() {
    filesDoneCount.wrappingAdd(1, ordering: .relaxed)
  }

  func add(bytes: Int) {
    bytesDoneCount.wrappingAdd(bytes, ordering: .relaxed)
  }
}
