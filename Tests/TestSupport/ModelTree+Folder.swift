import FileTree
import Format
import Glibc
package import SystemPackage

extension ModelTree {
  /// What is in a folder now, by calls of libc: an opinion that owes nothing to the code under
  /// test. Only attributes come from `OpenFolder`, whose own tests prove it.
  package init(folder: FilePath) throws(Errno) {
    try add(folder.string, as: "")
  }

  private mutating func add(_ location: String, as path: String) throws(Errno) {
    var status = stat()
    guard lstat(location, &status) == 0 else { throw Errno(rawValue: errno) }
    entries[path] = Entry(
      content: try Self.content(location, status),
      permissions: UInt16(status.st_mode & 0o7777), userID: status.st_uid,
      groupID: status.st_gid,
      modified: Timestamp(
        seconds: Int64(status.st_mtim.tv_sec), nanoseconds: UInt32(status.st_mtim.tv_nsec)),
      attributes: try Self.attributes(location))
    guard status.st_mode & S_IFMT == S_IFDIR else { return }
    for name in try Self.names(in: location) {
      try add("\(location)/\(name)", as: path.isEmpty ? name : "\(path)/\(name)")
    }
  }

  private static func content(_ location: String, _ status: stat) throws(Errno) -> Content {
    let device = UInt64(status.st_rdev)
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file(try bytes(of: location, count: Int(status.st_size)))
    case S_IFDIR: return .folder
    case S_IFLNK: return .symlink(try target(of: location))
    case S_IFIFO: return .fifo
    case S_IFSOCK: return .socket
    default:
      return .device(
        isBlock: status.st_mode & S_IFMT == S_IFBLK,
        major: UInt32(truncatingIfNeeded: device >> 8 & 0xFFF),
        minor: UInt32(truncatingIfNeeded: device & 0xFF | device >> 12 & 0xFFF00))
    }
  }

  private static func bytes(of location: String, count: Int) throws(Errno) -> [UInt8] {
    let descriptor = open(location, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    defer { close(descriptor) }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let more = read(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled)
        guard more > 0 else { return }
        filled += more
      }
    }
  }

  private static func target(of location: String) throws(Errno) -> [UInt8] {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(location, &buffer, buffer.count)
    guard count >= 0 else { throw Errno(rawValue: errno) }
    return buffer.prefix(count).map { UInt8(bitPattern: $0) }
  }

  private static func attributes(_ location: String) throws(Errno) -> [ExtendedAttribute] {
    let path = FilePath(location)
    let folder = try OpenFolder.open(path.removingLastComponent())
    guard let last = path.lastComponent, let name = FileName(last.string.utf8) else { return [] }
    return try folder.extendedAttributes(of: name)
  }

  private static func names(in location: String) throws(Errno) -> [String] {
    guard let stream = opendir(location) else { throw Errno(rawValue: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
