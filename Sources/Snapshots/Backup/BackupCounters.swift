import Synchronization

/// What a backup has done so far, for whoever shows progress: written by the run, sampled by
/// others.
package final class BackupCounters: Sendable {
  private let filesDoneCount = Atomic<Int>(0)
  private let bytesDoneCount = Atomic<Int>(0)
  private let newBytesCount = Atomic<Int>(0)
  private let storedBytesCount = Atomic<Int>(0)
  private let errorCount = Atomic<Int>(0)

  package init() {}

  /// Files dealt with, read or taken over.
  package var filesDone: Int { filesDoneCount.load(ordering: .relaxed) }
  /// Bytes in those files.
  package var bytesDone: Int { bytesDoneCount.load(ordering: .relaxed) }
  /// Bytes in chunks that the repository did not have.
  package var newBytes: Int { newBytesCount.load(ordering: .relaxed) }
  /// Bytes of the frames they became.
  package var storedBytes: Int { storedBytesCount.load(ordering: .relaxed) }
  package var errors: Int { errorCount.load(ordering: .relaxed) }

  func addFile(bytes: UInt64) {
    filesDoneCount.wrappingAdd(1, ordering: .relaxed)
    bytesDoneCount.wrappingAdd(Int(clamping: bytes), ordering: .relaxed)
  }

  func addNewChunk(bytes: Int) {
    newBytesCount.wrappingAdd(bytes, ordering: .relaxed)
  }

  func addStored(bytes: Int) {
    storedBytesCount.wrappingAdd(bytes, ordering: .relaxed)
  }

  func addError() {
    errorCount.wrappingAdd(1, ordering: .relaxed)
  }
}
