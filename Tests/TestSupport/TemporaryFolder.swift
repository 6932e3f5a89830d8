import Glibc
package import SystemPackage

/// An empty folder that is removed with all that is in it at the end of a test.
package final class TemporaryFolder {
  package let path: FilePath

  package init(in parent: String = "/tmp") throws {
    guard let template = strdup("\(parent)/martlet-test-XXXXXX") else { throw Errno.noMemory }
    defer { free(template) }
    guard let made = mkdtemp(template) else { throw Errno(rawValue: errno) }
    path = FilePath(platformString: made)
  }

  deinit { Self.remove(path.string) }

  /// The path of an entry.
  package func appending(_ name: String) -> FilePath { path.appending(name) }

  /// The names in it, sorted.
  package var names: [String] { Self.names(in: path.string) }

  /// The names in a folder below this one; none if there is no such folder.
  package func names(in name: String) -> [String] { Self.names(in: path.appending(name).string) }

  /// The permission bits of an entry.
  package func mode(of name: String) -> UInt32 {
    var status = stat()
    guard lstat(path.appending(name).string, &status) == 0 else { return 0 }
    return status.st_mode & 0o7777
  }

  private static func remove(_ path: String) {
    guard unlink(path) != 0 else { return }
    for name in names(in: path) { remove(path + "/" + name) }
    rmdir(path)
  }

  private static func names(in path: String) -> [String] {
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        })
    }
    return names.filter { $0 != "." && $0 != ".." }.sorted()
  }
}
