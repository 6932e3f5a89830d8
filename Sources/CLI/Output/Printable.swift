import CShims
import Format

/// Names as they may appear in text: what would move the cursor, change colours or turn the line
/// around is written out, and so are bytes that are not UTF-8.
enum Printable {
  static func text(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    if text.utf8.elementsEqual(bytes) { return escaped(text) }
    var result = ""
    var rest = bytes[...]
    while let first = rest.first {
      guard let scalar = leadingScalar(rest) else {
        result += "\\x" + Hex.encode([first])
        rest = rest.dropFirst()
        continue
      }
      result += escaped(scalar)
      rest = rest.dropFirst(UTF8.width(scalar))
    }
    return result
  }

  /// Text that may have bytes in it, as `NameText` has them.
  static func text(_ text: String) -> String {
    NameText.isText(text) ? escaped(text) : self.text(NameText.bytes(text))
  }

  /// Columns that printable text takes on a terminal.
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { sum, scalar in
      sum + max(0, Int(martlet_columns(scalar.value)))
    }
  }

  /// The text, filled with spaces to `width` columns.
  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - self.width(text)))
  }

  /// The text with the spaces in front.
  static func aligned(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - self.width(text))) + text
  }

  /// The beginning of the text, in at most `width` columns, with an ellipsis where it was cut.
  static func cut(_ text: String, to width: Int) -> String {
    guard self.width(text) > width else { return text }
    var result = ""
    var used = 1
    for character in text {
      used += self.width(String(character))
      guard used <= width else { break }
      result.append(character)
    }
    return result + "…"
  }

  /// The end of the text, in at most `width` columns, with an ellipsis where it was cut.
  static func cutStart(_ text: String, to width: Int) -> String {
    guard self.width(text) > width else { return text }
    guard width > 1 else { return "" }
    var result = ""
    var used = 1
    for character in text.reversed() {
      used += self.width(String(character))
      guard used <= width else { break }
      result = String(character) + result
    }
    return "…" + result
  }

  /// "docs -> /mnt/usb/martlet" in at most `width` columns: of each name the end is left, which
  /// says most. Empty where that says nothing any more.
  static func shortened(_ title: String, to width: Int) -> String {
    guard self.width(title) > width else { return title }
    let names = title.split(separator: arrow, maxSplits: 1).map(String.init)
    let room = width - (names.count - 1) * arrow.count
    guard room >= names.count * leastColumns else { return "" }
    guard names.count == 2 else { return cutStart(title, to: room) }
    let widths = names.map { self.width($0) }
    let first = min(widths[0], max(room / 2, room - widths[1]))
    return cutStart(names[0], to: first) + arrow + cutStart(names[1], to: room - first)
  }

  private static let arrow = " -> "
  /// Of a name that was shortened.
  private static let leastColumns = 5

  private static func leadingScalar(_ bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
    return scalar
  }

  private static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: mustBeEscaped) else { return text }
    return text.unicodeScalars.map(escaped).joined()
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\t": return "\\t"
    case "\r": return "\\r"
    case "\u{1B}": return "\\e"
    case _ where scalar.value < 0x80 && mustBeEscaped(scalar):
      return "\\x" + Hex.encode([UInt8(truncatingIfNeeded: scalar.value)])
    case _ where mustBeEscaped(scalar): return "\\u{" + String(scalar.value, radix: 16) + "}"
    default: return String(scalar)
    }
  }

  private static func mustBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: true
    // Line and paragraph separators, and what turns the direction of a line.
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

extension String {
  /// Without spaces at the end.
  var trimmedEnd: String {
    var text = self[...]
    while text.last == " " { text = text.dropLast() }
    return String(text)
  }
}
