import Storage
import Synchronization

@testable import Repository

/// A storage in memory to which something happens before a file is created.
final class HookedStorage: Storage {
  let location = "hooked"
  let files = MemoryStorage()
  private let beforeCreate: @Sendable (String, MemoryStorage) throws -> Void

  init(beforeCreate: @escaping @Sendable (String, MemoryStorage) throws -> Void) {
    self.beforeCreate = beforeCreate
  }

  /// `hook` runs before the first file is created.
  convenience init(_ hook: @escaping @Sendable (MemoryStorage) throws -> Void) {
    let hasRun = Mutex(false)
    self.init { _, files in
      let isFirst = hasRun.withLock { hasRun in
        defer { hasRun = true }
        return !hasRun
      }
      if isFirst { try hook(files) }
    }
  }

  /// All of `callers` that create `name` arrive before the first of them does.
  convenience init(gathering callers: Int, at name: String) {
    let arrived = Counter()
    self.init { created, _ in
      if created == name { arrived.wait(for: callers) }
    }
  }

  func create(_ name: String, _ bytes: UnsafeRawBufferPointer, via temporary: String)
    throws(StorageError) -> CreateOutcome
  {
    do {
      try beforeCreate(name, files)
    } catch {
      throw StorageError(.failed, .create, name, at: location, detail: "\(error)")
    }
    return try files.create(name, bytes, via: temporary)
  }

  func list(_ folder: String) throws(StorageError) -> [StoredFile] { try files.list(folder) }

  func read(_ name: String, limit: Int) throws(StorageError) -> [UInt8] {
    try files.read(name, limit: limit)
  }

  func read(_ name: String, at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer)
    throws(StorageError)
  {
    try files.read(name, at: offset, into: buffer)
  }

  func size(of name: String) throws(StorageError) -> UInt64 { try files.size(of: name) }

  func remove(_ name: String) throws(StorageError) { try files.remove(name) }
}

/// How many have come, for those who wait for the last of them.
private final class Counter: Sendable {
  private let count = Atomic(0)

  func wait(for total: Int) {
    count.add(1, ordering: .sequentiallyConsistent)
    while count.load(ordering: .sequentiallyConsistent) < total {}
  }
}
