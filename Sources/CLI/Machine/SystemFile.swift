import Glibc

/// Small files that the kernel makes up.
enum SystemFile {
  /// The first 4 KiB; `nil` if it cannot be read.
  static func text(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &buffer, buffer.count)
    return count >= 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
  }
}
