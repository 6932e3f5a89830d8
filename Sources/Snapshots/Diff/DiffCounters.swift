import Synchronization

/// What a comparison has looked at so far, for whoever shows progress.
package final class DiffCounters: Sendable {
  private let entryCount = Atomic<Int>(0)
  private let byteCount = Atomic<Int>(0)

  package init() {}

  package var entries: Int { entryCount.load(ordering: .relaxed) }
  /// Read from files on the disk.
  package var bytesRead: Int { byteCount.load(ordering: .relaxed) }

  func addEntry() {
    entryCount.wrappingAdd(1, ordering: .relaxed)
  }

  func add(bytes: Int) {
    byteCount.wrappingAdd(bytes, ordering: .relaxed)
  }
}
