/// Names as text and back, byte for byte: names on Linux need not be UTF-8, and neither errors nor
/// the parser of the command line know anything but text.
///
/// A byte that is no UTF-8 becomes one of 128 code points for private use, U+10FF80 to U+10FFFF.
/// These code points themselves are taken apart into bytes likewise, so that every byte string
/// comes back as it was.
package enum NameText {
  private static let base: UInt32 = 0x10FF00

  package static func text(_ bytes: [UInt8]) -> String {
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

  package static func bytes(_ text: String) -> [UInt8] {
    text.unicodeScalars.flatMap { scalar in
      byte(scalar).map { [$0] } ?? Array(String(scalar).utf8)
    }
  }

  /// Whether its bytes are UTF-8.
  package static func isText(_ text: String) -> Bool { bytes(text).elementsEqual(text.utf8) }

  private static func byte(_ scalar: Unicode.Scalar) -> UInt8? {
    guard scalar.value >= base + 0x80 else { return nil }
    return UInt8(exactly: scalar.value - base)
  }
}
