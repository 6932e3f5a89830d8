package import Storage
import Synchronization

/// A storage in memory that tells a test of every call before it happens: what the test does then
/// comes between two steps of whoever calls, and what it throws is that caller's error.
package final class HookedStorage: Storage {
  package enum Call: Equatable, Sendable {
    case list(String)
    case read(String)
    case create(String)
    case remove(String)
  }

  package let location = "hooked"
  package let inner: MemoryStorage
  /// The number of the call, from 0, and the call.
  private let hook: @Sendable (Int, Call) throws -> Void
  private let count = Atomic<Int>(0)

  package init(
    _ inner: MemoryStorage = MemoryStorage(), hook: @escaping @Sendable (Int, Call) throws -> Void
  ) {
    self.inner = inner
    self.hook = hook
  }

  package var callCount: Int { count.load(ordering: .relaxed) }

  package func list(_ folder: String) throws(StorageError) -> [StoredFile] {
    try tell(.list(folder), .list, folder)
    return try inner.list(folder)
  }

  package func read(_ name: String, limit: Int) throws(StorageError) -> [UInt8] {
    try tell(.read(name), .read, name)
    return try inner.read(name, limit: limit)
  }

  package func read(
    _ name: String, at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(StorageError) {
    try tell(.read(name), .read, name)
    try inner.read(name, at: offset, into: buffer)
  }

  package func size(of name: String) throws(StorageError) -> UInt64 {
    try tell(.read(name), .measure, name)
    return try inner.size(of: name)
  }

  package func create(
    _ name: String, _ bytes: UnsafeRawBufferPointer, via temporary: String
  ) throws(StorageError) -> CreateOutcome {
    try tell(.create(name), .create, name)
    return try inner.create(name, bytes, via: temporary)
  }

  package func remove(_ name: String) throws(StorageError) {
    try tell(.remove(name), .remove, name)
    try inner.remove(name)
  }

  private func tell(
    _ call: Call, _ operation: StorageError.Operation, _ name: String
  ) throws(StorageError) {
    do {
      try hook(count.wrappingAdd(1, ordering: .relaxed).oldValue, call)
    } catch let error as StorageError {
      throw error
    } catch {
      throw StorageError(.failed, operation, name, at: location, detail: "\(error)")
    }
  }
}
