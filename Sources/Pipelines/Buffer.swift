/// A block of memory that is used again and again, for bytes on their way through a pipeline.
package final class Buffer: @unchecked Sendable {
  // Sendable because a buffer has one owner at a time, who hands it on whole: the threads of a
  // pipeline pass it through a locked monitor and never keep it after that.

  /// Of the first byte; a page, which is what files ask for that are written past the page cache.
  package static let alignment = 4096

  /// How many of the first bytes are filled; 0 when the buffer comes from its pool.
  package var count = 0 {
    didSet { precondition((0...capacity).contains(count), "\(count) bytes in \(capacity)") }
  }
  private let storage: UnsafeMutableRawBufferPointer

  package init(capacity: Int) {
    storage = .allocate(byteCount: capacity, alignment: Self.alignment)
  }

  deinit { storage.deallocate() }

  /// In bytes.
  package var capacity: Int { storage.count }

  /// The filled bytes, valid as long as the buffer is.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[..<count]) }

  /// All bytes, filled or not; what was never written is undefined.
  package var mutableBytes: UnsafeMutableRawBufferPointer { storage }
}
