import Glibc

/// How wide the terminal behind a descriptor is.
enum TerminalWidth {
  /// In columns; `nil` where there is no terminal, or one that does not say.
  static func columns(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
