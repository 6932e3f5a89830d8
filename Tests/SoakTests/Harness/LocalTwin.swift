import Glibc
import Storage
import SystemPackage
import TestSupport

/// The files of a history once more, in a folder of this machine: whatever is done to the model of
/// a disk is done there by `LocalStorage`, and has to come out alike.
final class LocalTwin {
  private let folder: TemporaryFolder
  private let storage: LocalStorage
  /// What came out otherwise, a line each.
  private(set) var differences: [String] = []
  /// How often it was compared since this was asked last.
  var comparisons: Int {
    defer { compared = 0 }
    return compared
  }
  private var compared = 0

  init(_ files: [String: [UInt8]]) throws {
    // In memory, where nothing waits for a disk.
    folder = try TemporaryFolder(in: access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp")
    storage = try LocalStorage.create(at: folder.appending("shared"))
    try put(files)
  }

  func list(_ folder: String, is expected: [StoredFile]) {
    expect("list \(folder)", try storage.list(folder), expected)
  }

  /// `nil`: there is no such file.
  func read(_ name: String, is expected: [UInt8]?) {
    expect("read \(name)", try bytes(of: name), expected)
    expect("size of \(name)", try size(of: name), expected.map { UInt64($0.count) })
  }

  func create(
    _ name: String, _ bytes: [UInt8], via temporary: String, is expected: CreateOutcome
  ) {
    expect("create \(name)", try storage.create(name, bytes, via: temporary), expected)
  }

  /// A file that nobody finished.
  func leave(_ name: String, _ bytes: [UInt8]) {
    expect("leave \(name)", try storage.create(name, bytes, via: name + "-"), .created)
  }

  func remove(_ name: String) {
    do { try storage.remove(name) } catch { differences.append("remove \(name): \(error)") }
  }

  /// What a power cut left.
  func replaceAll(with files: [String: [UInt8]]) {
    do {
      for file in try storage.list("") { try storage.remove(file.name) }
      try put(files)
    } catch {
      differences.append("after a power cut: \(error)")
    }
  }

  /// Every file.
  func compare(with files: [String: [UInt8]]) {
    expect("names", try storage.list("").map(\.name), files.keys.sorted())
    for (name, bytes) in files { expect("bytes of \(name)", try self.bytes(of: name), bytes) }
  }

  private func put(_ files: [String: [UInt8]]) throws {
    for (name, bytes) in files { _ = try storage.create(name, bytes, via: "tmp/twin") }
  }

  private func bytes(of name: String) throws -> [UInt8]? {
    try found { () throws(StorageError) in try storage.read(name, limit: .max) }
  }

  private func size(of name: String) throws -> UInt64? {
    try found { () throws(StorageError) in try storage.size(of: name) }
  }

  private func found<Value>(_ body: () throws(StorageError) -> Value) throws -> Value? {
    do throws(StorageError) {
      return try body()
    } catch {
      guard error.code == .notFound else { throw error }
      return nil
    }
  }

  private func expect<Value: Equatable>(
    _ what: String, _ value: @autoclosure () throws -> Value, _ expected: Value
  ) {
    compared += 1
    do {
      if try value() != expected { differences.append("\(what) comes out otherwise in a folder") }
    } catch {
      differences.append("\(what): \(error)")
    }
  }
}
