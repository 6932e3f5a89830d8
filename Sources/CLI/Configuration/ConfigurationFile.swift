import Glibc
import Snapshots
import SystemPackage

/// The file with the configuration: which one it is, and what it says.
struct ConfigurationFile {
  /// That of the whole machine: root's, where the home of root has none.
  static let ofTheMachine: FilePath = "/etc/martlet/config.toml"
  /// More is no configuration.
  private static let maxBytes = 1 << 20

  let path: FilePath
  /// Whether the environment names it; then it has to be there.
  let isNamed: Bool

  /// `$MARTLET_CONFIG`, else `martlet/config.toml` in the folder of the XDG Base Directory
  /// Specification; `nil` where there is no home.
  init?(_ environment: ProcessEnvironment) throws(Failure) {
    if let typed = environment.bytes("MARTLET_CONFIG") {
      (path, isNamed) = (try AbsolutePath.make(typed), true)
      return
    }
    let own = Self.folder(environment)?.appending("martlet").appending("config.toml")
    let candidates = [own, geteuid() == 0 ? Self.ofTheMachine : nil].compactMap { $0 }
    guard let path = candidates.first(where: Self.isThere) ?? candidates.first else { return nil }
    (self.path, isNamed) = (path, false)
  }

  private static func folder(_ environment: ProcessEnvironment) -> FilePath? {
    if let path = environment.path("XDG_CONFIG_HOME"), path.isAbsolute { return path }
    return environment.path("HOME").flatMap { $0.isAbsolute ? $0.appending(".config") : nil }
  }

  var isThere: Bool { Self.isThere(path) }

  private static func isThere(_ path: FilePath) -> Bool {
    path.withPlatformString { access($0, F_OK) } == 0
  }

  /// What it says; `nil` where there is none and none is named.
  ///
  /// Throws `Failure` when it cannot be read, `ConfigurationErrors` for what it says.
  func contents() throws -> Configuration? {
    guard isNamed || isThere else { return nil }
    let bytes = try InputFile.contents(
      of: path.bytes, "the configuration", maxBytes: Self.maxBytes)
    return try Configuration(parsing: bytes)
  }

  /// The same, with the first thing that is wrong as a failure.
  func load() throws -> Configuration? {
    do {
      return try contents()
    } catch let errors as ConfigurationErrors {
      throw Failure(errors, in: self)
    }
  }
}

extension Failure {
  /// The first of them; how many more there are.
  init(_ errors: ConfigurationErrors, in file: ConfigurationFile) {
    guard let first = errors.errors.first else {
      self.init(.usage, "the configuration is wrong", advice: "See: martlet config check")
      return
    }
    let more = errors.errors.count - 1
    let others =
      more == 0 ? "" : ". \(Wording.count(UInt64(more), "more error")): martlet config check"
    self.init(
      .usage, first.problem, at: "\(file.path), \(first.position.text)",
      advice: first.advice + others)
  }
}
