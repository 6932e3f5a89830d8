import Glibc
import Storage
import Synchronization
import SystemPackage

extension SystemCalls {
  /// A file system that can only link.
  static let withoutExclusiveRename: SystemCalls = {
    var calls = SystemCalls.real
    calls.renameNoReplace = { _, _, _, _ in
      errno = EINVAL
      return -1
    }
    return calls
  }()

  /// A disk on which the fsync with these numbers, counted from 0, fail.
  static func failingSync(_ numbers: Set<Int>, _ counter: SyncCounter) -> SystemCalls {
    var calls = SystemCalls.real
    calls.sync = { descriptor in
      guard !numbers.contains(counter.next()) else {
        errno = EIO
        return -1
      }
      return fsync(descriptor)
    }
    return calls
  }
}

/// How often a storage has called fsync.
final class SyncCounter: Sendable {
  private let calls = Atomic(0)

  var count: Int { calls.load(ordering: .relaxed) }

  /// The number of this call.
  func next() -> Int { calls.add(1, ordering: .relaxed).oldValue }
}
