import Glibc

/// What a piece of text is, shown by its colour where colours are wanted.
enum Tint: String {
  case good = "32"
  case warning = "33"
  case bad = "31"
  case strong = "1"
  case faint = "2"

  func applied(to text: String, _ isColored: Bool) -> String {
    isColored && !text.isEmpty ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
  }
}

/// When colours are used.
enum ColorChoice: String, CaseIterable, Sendable {
  /// On a terminal, unless `$NO_COLOR` is set (no-color.org) or `$TERM` is "dumb".
  case auto
  case always
  case never

  func isWanted(on descriptor: Int32) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto:
      isatty(descriptor) == 1 && !Self.isSet("NO_COLOR") && !Self.isDumbTerminal
    }
  }

  private static func isSet(_ variable: String) -> Bool {
    getenv(variable).map { $0.pointee != 0 } ?? false
  }

  private static var isDumbTerminal: Bool {
    getenv("TERM").map { strcmp($0, "dumb") == 0 } ?? true
  }
}

extension Output {
  /// The text in its colour, or as it is. To be used on whole lines, or on cells that have their
  /// width already.
  func tinted(_ text: String, _ tint: Tint?) -> String {
    tint?.applied(to: text, isColored) ?? text
  }
}
