import Glibc
import Sealing
import SystemPackage

/// The environment variables that mean something here, read once at the start.
struct ProcessEnvironment: Sendable {
  /// `$MARTLET_PASSWORD`, which is taken out of the environment when it is read.
  let password: SecretBytes?
  private let values: [String: [UInt8]]

  private static let names = [
    "MARTLET_REPO", "MARTLET_PASSWORD_FILE", "MARTLET_PASSWORD_COMMAND", "MARTLET_CACHE_DIR",
    "MARTLET_PROFILE", "MARTLET_CONFIG", "CREDENTIALS_DIRECTORY", "HOME", "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME",
  ]

  /// To be called before there are other threads: it changes the environment.
  static func take() throws -> ProcessEnvironment {
    var values: [String: [UInt8]] = [:]
    for name in names {
      guard let value = getenv(name), value.pointee != 0 else { continue }
      values[name] = UnsafeRawBufferPointer(start: value, count: strlen(value)).map { $0 }
    }
    return ProcessEnvironment(password: try takePassword(), values: values)
  }

  /// Wiped where it stands too: `/proc/PID/environ` shows that memory.
  private static func takePassword() throws -> SecretBytes? {
    let name = "MARTLET_PASSWORD"
    guard let value = getenv(name) else { return nil }
    let count = strlen(value)
    let secret = try SecretBytes(
      copying: UnsafeRawBufferPointer(start: value, count: count))
    explicit_bzero(value, count)
    unsetenv(name)
    return secret
  }

  /// `nil` for a variable that is not set or empty.
  func bytes(_ name: String) -> [UInt8]? { values[name] }

  func text(_ name: String) -> String? {
    values[name].map { String(decoding: $0, as: UTF8.self) }
  }

  /// `$MARTLET_PROFILE`; an empty one is none.
  var profile: String? { text("MARTLET_PROFILE").flatMap { $0.isEmpty ? nil : $0 } }

  func path(_ name: String) -> FilePath? { values[name].map(AbsolutePath.path) }
}
