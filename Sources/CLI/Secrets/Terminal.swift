import Glibc
import Pipelines
import Sealing
import SystemPackage

/// The terminal that the user sits at, wherever stdin and stdout go.
final class Terminal: Sendable {
  /// The settings to go back to while the echo is off.
  private let saved = Monitor<Saved?>(nil)

  private struct Saved {
    let descriptor: Int32
    let settings: termios
  }

  /// Whether there is one to ask at.
  static var isThere: Bool {
    let descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return false }
    close(descriptor)
    return true
  }

  /// Asks for a secret without showing it; `nil` where there is no terminal.
  func askSecret(_ prompt: String) throws -> SecretBytes? {
    let descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    try hideInput(descriptor)
    defer { restore() }
    Self.write("\(prompt): ", to: descriptor)
    defer { Self.write("\n", to: descriptor) }
    return try SecretInput.read(descriptor, until: .line)
  }

  /// Asks for yes or no; anything but a yes is a no. `nil` where there is no terminal.
  func confirm(_ question: String) throws -> Bool? {
    let descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    Self.write("\(question) [y/N] ", to: descriptor)
    let answer = try SecretInput.read(descriptor, until: .line)
    let text = answer.withBytes { String(decoding: $0, as: UTF8.self) }
    return ["y", "yes"].contains(text.lowercased())
  }

  /// Shows input again; also called when a signal ends the process in the middle of a question.
  func restore() {
    saved.access { saved in
      guard let state = saved else { return }
      withUnsafePointer(to: state.settings) { _ = tcsetattr(state.descriptor, TCSAFLUSH, $0) }
      saved = nil
    }
  }

  private func hideInput(_ descriptor: Int32) throws {
    try saved.access { saved in
      var settings = termios()
      guard tcgetattr(descriptor, &settings) == 0 else { throw Errno(rawValue: errno) }
      saved = Saved(descriptor: descriptor, settings: settings)
      settings.c_lflag &= ~tcflag_t(ECHO)
      guard tcsetattr(descriptor, TCSAFLUSH, &settings) == 0 else { throw Errno(rawValue: errno) }
    }
  }

  private static func write(_ text: String, to descriptor: Int32) {
    _ = text.withCString { Glibc.write(descriptor, $0, strlen($0)) }
  }
}
