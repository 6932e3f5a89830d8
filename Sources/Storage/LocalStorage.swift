import Format
import Glibc
import Pipelines
package import SystemPackage

/// A folder on a mounted file system as a storage: files 0600, folders 0700, made when needed.
///
/// The root is held open, so a renamed root or a changed working directory changes nothing. The
/// root's own path may lead over links; inside, no link is ever followed. Safe for several threads
/// and processes at once; S1 rests on renameat2(RENAME_NOREPLACE) or link(2), which are atomic in
/// every file system that has them.
package final class LocalStorage: Storage {
  /// How many files that are read from stay open.
  static let maxOpenFiles = 32

  package let location: String
  let root: Descriptor
  let calls: SystemCalls
  /// Folders known to be there and durable; see `durableFolder`.
  let durableFolders = Monitor<Set<String>>([])
  let openFiles = OpenFiles(limit: maxOpenFiles)

  private init(_ root: consuming Descriptor, location: String, calls: SystemCalls) {
    self.root = root
    self.location = location
    self.calls = calls
  }

  /// Opens a folder that is there; `notFound` if it is not, `wrongKind` if it is a file.
  package static func open(
    at path: FilePath, calls: SystemCalls = .real
  ) throws(StorageError) -> LocalStorage {
    do {
      let root = try Descriptor.folder(at: path)
      return LocalStorage(root, location: path.nameText, calls: calls)
    } catch {
      throw StorageError(.init(error), .open, "", at: path.nameText, cause: error)
    }
  }

  /// Opens a folder, and makes it and the folders above it durably if they are missing.
  package static func create(
    at path: FilePath, calls: SystemCalls = .real
  ) throws(StorageError) -> LocalStorage {
    do {
      try makeFolder(path, calls)
    } catch {
      throw StorageError(.init(error), .create, "", at: path.nameText, cause: error)
    }
    return try open(at: path, calls: calls)
  }

  /// Makes system calls for `operation`; a failed one becomes this storage's error.
  func attempt<Result: ~Copyable>(
    _ operation: StorageError.Operation, _ name: String, _ body: () throws(Errno) -> Result
  ) throws(StorageError) -> Result {
    do {
      return try body()
    } catch {
      throw StorageError(.init(error), operation, name, at: location, cause: error)
    }
  }

  /// Makes a folder unless it is there, the ones above it first, and each durable in its parent.
  private static func makeFolder(_ path: FilePath, _ calls: SystemCalls) throws(Errno) {
    let last = path.lastComponent
    guard last != nil, last?.kind == .regular else { return }
    let above = path.removingLastComponent()
    do {
      _ = try uninterrupted { path.withPlatformString { mkdir($0, 0o700) } }
    } catch .fileExists {
      return
    } catch .noSuchFileOrDirectory {
      try makeFolder(above, calls)
      _ = try uninterrupted { path.withPlatformString { mkdir($0, 0o700) } }
    }
    try Descriptor.folder(at: above.isEmpty ? "." : above).sync(by: calls)
  }
}

extension FilePath {
  /// Its bytes as `NameText` has them.
  var nameText: String {
    withPlatformString { path in
      NameText.text(Array(UnsafeRawBufferPointer(start: path, count: strlen(path))))
    }
  }
}
