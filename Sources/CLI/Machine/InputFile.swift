import Format
import Glibc
import SystemPackage

/// A file that is read whole.
enum InputFile {
  /// That of an option; stdin for `-`.
  ///
  /// Throws `failed` if it cannot be read.
  static func contents(of path: [UInt8], option: String) throws(Failure) -> [UInt8] {
    let isStdin = path == [UInt8(ascii: "-")]
    return try contents(of: path, "the file of \(option)", from: isStdin ? STDIN_FILENO : nil)
  }

  /// A file on the disk; `what` it is is for messages.
  static func contents(of path: [UInt8], _ what: String, maxBytes: Int) throws(Failure) -> [UInt8] {
    try contents(of: path, what, from: nil, maxBytes: maxBytes)
  }

  private static func contents(
    of path: [UInt8], _ what: String, from given: Int32?, maxBytes: Int = .max
  ) throws(Failure) -> [UInt8] {
    do throws(Errno) {
      if let given { return try contents(of: given, maxBytes: maxBytes) }
      let descriptor = open(path.map { CChar(bitPattern: $0) } + [0], O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw Errno(rawValue: errno) }
      defer { close(descriptor) }
      return try contents(of: descriptor, maxBytes: maxBytes)
    } catch {
      throw Failure(
        .failed, "\(what) cannot be read: \(error.clause)", at: NameText.text(path),
        advice: "Check the path and who may read it")
    }
  }

  private static func contents(of descriptor: Int32, maxBytes: Int) throws(Errno) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Errno(rawValue: errno) }
      guard count > 0 else { return bytes }
      guard bytes.count + count <= maxBytes else { throw Errno.fileTooLarge }
      bytes += buffer[..<count]
    }
  }
}
