import Pipelines
import Synchronization

/// What a backup has done so far, for whoever shows progress: written by the run, sampled by
/// others.
package final class BackupCounters: Sendable {
  private let filesDoneCount = Atomic<Int>(0)
  private let bytesDoneCount = Atomic<Int>(0)
  private let newBytesCount = Atomic<Int>(0)
  private let storedBytesCount = Atomic<Int>(0)
  private let errorCount = Atomic<Int>(0)
  private let expectation = Monitor<Expectation?>(nil)
  private let place = Monitor<EntryPlace?>(nil)

  /// What a backup will probably save: what the snapshot has that it is compared with, or what a
  /// `SourceCount` has found.
  package struct Expectation: Equatable, Sendable {
    package var files = 0
    package var bytes = 0
  }

  package init() {}

  /// Of the snapshot before; `nil` for the first of a set.
  package var expected: Expectation? { expectation.access { $0 } }
  /// The path, absolute, that the walk has come to; empty before it begins.
  package var current: [UInt8] { place.access { $0 }?.path ?? [] }

  /// Files dealt with, read or taken over.
  package var filesDone: Int { filesDoneCount.load(ordering: .relaxed) }
  /// Bytes in those files.
  package var bytesDone: Int { bytesDoneCount.load(ordering: .relaxed) }
  /// Bytes in chunks that the repository did not have.
  package var newBytes: Int { newBytesCount.load(ordering: .relaxed) }
  /// Bytes of the frames they became.
  package var storedBytes: Int { storedBytesCount.load(ordering: .relaxed) }
  package var errors: Int { errorCount.load(ordering: .relaxed) }

  func expect(files: UInt64, bytes: UInt64) {
    expectation.access {
      $0 = Expectation(files: Int(clamping: files), bytes: Int(clamping: bytes))
    }
  }

  func note(_ place: EntryPlace) {
    self.place.access { $0 = place }
  }

  func addFile(bytes: UInt64) { add(files: 1, bytes: bytes) }

  func add(files: Int, bytes: UInt64) {
    filesDoneCount.wrappingAdd(files, ordering: .relaxed)
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
