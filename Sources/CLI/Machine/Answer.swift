import Glibc
import SystemPackage

/// What a program of the machine prints when it is asked something.
enum Answer {
  /// More is no answer.
  private static let maxBytes = 1 << 20

  /// Runs it in the C locale, without input, and with its complaints left out. `nil` where there is
  /// no such program.
  static func of(_ words: [String]) -> (text: String, ending: Subprocess.Ending)? {
    guard let pipe = try? Pipe() else { return nil }
    defer { close(pipe.reading) }
    let process = try? Subprocess(
      words.map { Array($0.utf8) }, environment: ["LC_ALL": Array("C".utf8)], input: .nothing,
      output: pipe.writing, errors: .nothing)
    close(pipe.writing)
    guard let process else { return nil }
    let text = read(pipe.reading)
    return (text, process.wait())
  }

  private static func read(_ descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < maxBytes {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
