import Format
import Glibc
import LocalState
import SystemPackage
import Testing

/// An empty folder for state, removed with all that is in it at the end of a test.
final class StateFolder {
  /// Only root may mount; everybody else reads in the log that the test was skipped.
  static var canMount: ConditionTrait {
    .enabled(if: getuid() == 0, "only root can mount a small file system")
  }

  static let repository = RepositoryID(.zero)

  let path: FilePath
  private var isMounted = false

  init() throws {
    guard let template = strdup("/tmp/martlet-state-XXXXXX") else { throw Errno.noMemory }
    defer { free(template) }
    guard let made = mkdtemp(template) else { throw Errno(rawValue: errno) }
    path = FilePath(platformString: made)
  }

  deinit {
    if isMounted { umount2(path.string, Int32(MNT_DETACH)) }
    Self.remove(path.string)
  }

  /// The file of the repository that these tests remember.
  var file: FilePath { path.appending(Hex.encode(Self.repository.bytes.bytes) + ".sqlite") }

  /// Opens the database; once more for every call, as another process would.
  func open() -> StateDatabase { StateDatabase(in: path, for: Self.repository) }

  var names: [String] { Self.names(in: path.string) }

  /// The permission bits of an entry.
  func mode(of name: String) -> UInt32 {
    var status = stat()
    guard lstat(path.appending(name).string, &status) == 0 else { return 0 }
    return status.st_mode & 0o7777
  }

  /// Puts a file system of so many KiB, in memory, on the folder.
  func mount(kibibytes: Int) throws {
    guard Glibc.mount("martlet", path.string, "tmpfs", 0, "size=\(kibibytes)k") == 0 else {
      throw Errno(rawValue: errno)
    }
    isMounted = true
  }

  func remount(readOnly: Bool, kibibytes: Int) throws {
    let flags = UInt(MS_REMOUNT) | (readOnly ? UInt(MS_RDONLY) : 0)
    guard Glibc.mount("martlet", path.string, "tmpfs", flags, "size=\(kibibytes)k") == 0 else {
      throw Errno(rawValue: errno)
    }
  }

  func contents() throws -> [UInt8] {
    let handle = try FileDescriptor.open(file, .readOnly)
    return try handle.closeAfter {
      var bytes = [UInt8](repeating: 0, count: Int(try handle.seek(offset: 0, from: .end)))
      let count = try bytes.withUnsafeMutableBytes {
        try handle.read(fromAbsoluteOffset: 0, into: $0)
      }
      return Array(bytes.prefix(count))
    }
  }

  func overwrite(with bytes: [UInt8]) throws {
    let handle = try FileDescriptor.open(
      file, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
    try handle.closeAfter { _ = try handle.writeAll(bytes) }
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
