import Glibc
import SystemPackage

/// A file of lines that an option names.
enum InputFile {
  /// All of it, or of stdin for `-`.
  ///
  /// Throws `failed` if it cannot be read.
  static func contents(of path: [UInt8], option: String) throws(Failure) -> [UInt8] {
    do throws(Errno) {
      guard path != [UInt8(ascii: "-")] else { return try contents(of: STDIN_FILENO) }
      let descriptor = open(path.map { CChar(bitPattern: $0) } + [0], O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw Errno(rawValue: errno) }
      defer { close(descriptor) }
      return try contents(of: descriptor)
    } catch {
      throw Failure(
        .failed, "the file of \(option) cannot be read: \(error.clause)",
        at: Printable.text(path), advice: "Check the path and who may read it")
    }
  }

  private static func contents(of descriptor: Int32) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Errno(rawValue: errno) }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }
}
