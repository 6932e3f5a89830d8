/// Arguments as text and back, byte for byte: names on Linux need not be UTF-8, and the parser of
/// the command line knows only text.
///
/// A byte that is no UTF-8 becomes one of 128 code points for private use, U+10FF80 to U+10FFFF.
/// These code points themselves are taken apart into bytes likewise, so that every byte string
/// comes back as it was.
enum ArgumentText {
  private static let base: UInt32 = 0x10FF00

  static func text(_ bytes: [UInt8]) -> String {
    var text = String.UnicodeScalarView()
    var rest = bytes[...]
    while let first = rest.first {
      var decoder = UTF8()
      var iterator = rest.makeIterator()
      if case .scalarValue(let scalar) = decoder.decode(&iterator), byte(scalar) == nil {
        text.append(scalar)
        rest = rest.dropFirst(UTF8.width(scalar))
      } else if let scalar = Unicode.Scalar(base + UInt32(first)) {
        text.append(scalar)
        rest = rest.dropFirst()
      }
    }
    return String(text)
  }

  static func bytes(_ text: String) -> [UInt8] {
    text.unicodeScalars.flatMap { scalar in
      byte(scalar).map { [$0] } ?? Array(String(scalar).utf8)
    }
  }

  /// Whether it was typed as UTF-8.
  static func isText(_ text: String) -> Bool { bytes(text).elementsEqual(text.utf8) }

  /// An argument as it may be shown.
  static func printable(_ text: String) -> String { Printable.text(bytes(text)) }

  private static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
    guard scalar.value >= base + 0x80 else { return nil }
    return UInt8(exactly: scalar.value - base)
  }
}
