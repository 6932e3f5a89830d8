import Glibc
import Sealing
import SystemPackage

/// Reads secrets from descriptors, through memory that is wiped afterwards.
enum SecretInput {
  /// No password is longer; a whole disk given by mistake is not read to its end.
  static let maxBytes = 65_536

  enum Ending {
    /// A file, a command: everything, without one newline at the end.
    case file
    /// A terminal: one line.
    case line
  }

  /// Throws `Errno`, which is `fileTooLarge` for more than `maxBytes`.
  static func read(_ descriptor: Int32, until ending: Ending) throws -> SecretBytes {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: maxBytes + 1, alignment: 1)
    defer {
      if let start = buffer.baseAddress { explicit_bzero(start, buffer.count) }
      buffer.deallocate()
    }
    var count = 0
    while count < buffer.count {
      let more = Glibc.read(
        descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count)
      if more < 0, errno == EINTR { continue }
      guard more >= 0 else { throw Errno(rawValue: errno) }
      count += more
      if more == 0 || ending == .line && buffer[count - 1] == newline { break }
    }
    guard count <= maxBytes else { throw Errno.fileTooLarge }
    if count > 0, buffer[count - 1] == newline { count -= 1 }
    return try SecretBytes(copying: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
  }

  /// A whole file.
  static func read(_ path: FilePath) throws -> SecretBytes {
    let descriptor = path.withPlatformString { open($0, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw Errno(rawValue: errno) }
    defer { close(descriptor) }
    return try read(descriptor, until: .file)
  }

  private static let newline = UInt8(ascii: "\n")
}
