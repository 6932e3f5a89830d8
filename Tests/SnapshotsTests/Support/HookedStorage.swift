import Storage
import Synchronization

/// A storage in memory that tells a test of every call before it happens: what the test does then
/// comes between two steps of whoever calls.
final class HookedStorage: Storage {
  enum Call: Equatable, Sendable {
    case list(String)
    case read(String)
    case create(String)
    case remove(String)
  }

  let location = "hooked"
  private let inner: MemoryStorage
  /// The number of the call, from 0, and the call.
  private let hook: @Sendable (Int, Call) -> Void
  private let count = Atomic<Int>(0)

  init(_ inner: MemoryStorage, hook: @escaping @Sendable (Int, Call) -> Void) {
    self.inner = inner
    self.hook = hook
  }

  var callCount: Int { count.load(ordering: .relaxed) }

  func list(_ folder: String) throws(StorageError) -> [StoredFile] {
    tell(.list(folder))
    return try inner.list(folder)
  }

  func read(_ name: String, limit: Int) throws(StorageError) -> [UInt8] {
    tell(.read(name))
    return try inner.read(name, limit: limit)
  }

  func read(
    _ name: String, at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(StorageError) {
    tell(.read(name))
    try inner.read(name, at: offset, into: buffer)
  }

  func size(of name: String) throws(StorageError) -> UInt64 {
    tell(.read(name))
    return try inner.size(of: name)
  }

  func create(
    _ name: String, _ bytes: UnsafeRawBufferPointer, via temporary: String
  ) throws(StorageError) -> CreateOutcome {
    tell(.create(name))
    return try inner.create(name, bytes, via: temporary)
  }

  func remove(_ name: String) throws(StorageError) {
    tell(.remove(name))
    try inner.remove(name)
  }

  private func tell(_ call: Call) {
    hook(count.wrappingAdd(1, ordering: .relaxed).oldValue, call)
  }
}
