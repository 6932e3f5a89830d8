import Glibc
package import SystemPackage

extension LocalStorage {
  /// What `create` would find.
  package enum Outlook: Sendable {
    case isThere
    /// It would be made.
    case isMissing
  }

  /// Whether `create` can do its work, as far as can be told without writing; throws what it would
  /// fail with.
  package static func outlook(at path: FilePath) throws(StorageError) -> Outlook {
    do throws(Errno) {
      if isEntry(path) {
        try checkIsWritable(path)
        return .isThere
      }
      var above = path
      while above.removeLastComponent(), !isEntry(above) {}
      try checkIsWritable(above.isEmpty ? "." : above)
      return .isMissing
    } catch {
      throw StorageError(.init(error), .create, "", at: path.nameText, cause: error)
    }
  }

  private static func checkIsWritable(_ folder: FilePath) throws(Errno) {
    _ = try Descriptor.folder(at: folder)
    guard folder.withPlatformString({ access($0, W_OK | X_OK) }) == 0 else {
      throw Errno(rawValue: errno)
    }
  }

  /// Whether something has that name, be it a link to nothing.
  private static func isEntry(_ path: FilePath) -> Bool {
    var status = stat()
    return path.withPlatformString { lstat($0, &status) } == 0
  }
}
