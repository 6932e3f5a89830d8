import Glibc
import SystemPackage

/// An empty folder that is removed with the files in it at the end of a test.
final class TemporaryFolder {
  let path: FilePath

  init() throws {
    guard let template = strdup("/tmp/martlet-repository-XXXXXX") else { throw Errno.noMemory }
    defer { free(template) }
    guard let made = mkdtemp(template) else { throw Errno(rawValue: errno) }
    path = FilePath(platformString: made)
  }

  deinit {
    for name in names { unlink(path.appending(name).string) }
    rmdir(path.string)
  }

  /// The names in it, sorted.
  var names: [String] {
    guard let stream = opendir(path.string) else { return [] }
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
