import Glibc
import SystemPackage

/// What a program of the machine prints when it is asked something.
struct Answer {
  /// More is no answer.
  private static let maxBytes = 1 << 20

  let bytes: [UInt8]
  /// Whether that is all of it.
  let isWhole: Bool
  let ending: Subprocess.Ending

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Runs it in the C locale, without input, and with its complaints left out. `nil` where there is
  /// no such program.
  static func of(
    _ words: [String], environment: [String: String] = [:]
  ) -> Answer? {
    guard let pipe = try? Pipe() else { return nil }
    defer { close(pipe.reading) }
    let variables = environment.merging(["LC_ALL": "C"]) { given, _ in given }
    let process = try? Subprocess(
      words.map { Array($0.utf8) }, environment: variables.mapValues { Array($0.utf8) },
      input: .nothing,
      output: pipe.writing, errors: .nothing)
    close(pipe.writing)
    guard let process else { return nil }
    let (bytes, isWhole) = read(pipe.reading)
    return Answer(bytes: bytes, isWhole: isWhole, ending: process.wait())
  }

  private static func read(_ descriptor: Int32) -> (bytes: [UInt8], isWhole: Bool) {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < maxBytes {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return (bytes, count == 0) }
      bytes += buffer[..<count]
    }
    return (bytes, false)
  }
}
