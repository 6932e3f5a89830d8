import SystemPackage

/// A path as the configuration has it: absolute, or in the home with `~`.
enum HomePath {
  static func isAbsolute(_ text: String) -> Bool {
    text.hasPrefix("/") || text == "~" || text.hasPrefix("~/")
  }

  /// With the home in place of `~`.
  ///
  /// Throws `failed` where it is needed and there is none.
  static func bytes(_ text: String, _ environment: ProcessEnvironment) throws(Failure) -> [UInt8] {
    guard text == "~" || text.hasPrefix("~/") else { return Array(text.utf8) }
    guard let home = environment.bytes("HOME") else {
      throw Failure(
        .failed, "there is no home that ~ could stand for", at: text,
        advice: "Set $HOME, or write the whole path")
    }
    return home + Array(text.utf8.dropFirst())
  }
}
