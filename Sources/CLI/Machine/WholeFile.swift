import Glibc
import SystemPackage

/// A file that is written anew as a whole: whoever reads it finds what was there or what is there
/// now, never a part.
enum WholeFile {
  /// Writes a hidden file beside it, whose name ends otherwise, and gives it the name.
  static func write(_ text: String, to path: FilePath, mode: UInt32) throws(Errno) {
    try write(bytes: Array(text.utf8), to: path, mode: mode)
  }

  static func write(bytes: [UInt8], to path: FilePath, mode: UInt32) throws(Errno) {
    guard let name = path.lastComponent?.string else { throw .invalidArgument }
    let template = path.removingLastComponent().appending(".\(name).XXXXXX")
    var temporary = Array(template.string.utf8CString)
    let descriptor = mkstemp(&temporary)
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    do throws(Errno) {
      try fill(descriptor, bytes, mode: mode)
      let isRenamed = path.withPlatformString { rename(temporary, $0) } == 0
      if !isRenamed { throw Errno(rawValue: errno) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Durable before it has its name; closes the descriptor.
  private static func fill(
    _ descriptor: Int32, _ bytes: [UInt8], mode: UInt32
  ) throws(Errno) {
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 || errno == EINTR else { throw Errno(rawValue: errno) }
      rest = rest.dropFirst(max(0, count))
    }
    guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else {
      throw Errno(rawValue: errno)
    }
  }
}
