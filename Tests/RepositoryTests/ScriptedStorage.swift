import Pipelines
import Storage

@testable import Repository

/// A storage that changes while it is looked at, and remembers what was listed.
final class ScriptedStorage: Storage {
  let location = "scripted"
  private let files: MemoryStorage
  private let beforeList: @Sendable (MemoryStorage, Int) throws -> Void
  private let beforeRead: @Sendable (MemoryStorage, String) throws -> Void
  private let listed = Monitor<[String]>([])

  /// `beforeList` is told how many listings came before.
  init(
    _ files: MemoryStorage,
    beforeList: @escaping @Sendable (MemoryStorage, Int) throws -> Void = { _, _ in },
    beforeRead: @escaping @Sendable (MemoryStorage, String) throws -> Void = { _, _ in }
  ) {
    self.files = files
    self.beforeList = beforeList
    self.beforeRead = beforeRead
  }

  /// The folders, in order.
  var lists: [String] { listed.access { $0 } }

  func list(_ folder: String) throws(StorageError) -> [StoredFile] {
    let number = listed.access { listed in
      listed.append(folder)
      return listed.count - 1
    }
    try scripted(.list, folder) { try beforeList(files, number) }
    return try files.list(folder)
  }

  func read(_ name: String, limit: Int) throws(StorageError) -> [UInt8] {
    try scripted(.read, name) { try beforeRead(files, name) }
    return try files.read(name, limit: limit)
  }

  func read(_ name: String, at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer)
    throws(StorageError)
  {
    try files.read(name, at: offset, into: buffer)
  }

  func size(of name: String) throws(StorageError) -> UInt64 { try files.size(of: name) }

  func create(_ name: String, _ bytes: UnsafeRawBufferPointer, via temporary: String)
    throws(StorageError) -> CreateOutcome
  {
    try files.create(name, bytes, via: temporary)
  }

  func remove(_ name: String) throws(StorageError) { try files.remove(name) }

  private func scripted(
    _ operation: StorageError.Operation, _ name: String, _ body: () throws -> Void
  ) throws(StorageError) {
    do {
      try body()
    } catch let error as StorageError {
      throw error
    } catch {
      throw StorageError(.failed, operation, name, at: location, detail: "\(error)")
    }
  }
}

extension TestRepository {
  /// Its sealed files as somebody sees them through another storage.
  func files(on storage: any Storage) -> SealedFiles {
    SealedFiles(
      storage: storage, keyring: repository.keyring, random: repository.surroundings.random)
  }
}
