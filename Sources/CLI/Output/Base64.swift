/// Base 64 with the standard alphabet and padding (RFC 4648, section 4).
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for place in 0..<4 {
        text.append(
          place <= group.count
            ? alphabet[bits >> (18 - 6 * place) & 0x3F] : UInt8(ascii: "="))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// `nil` for what `encode` would not have made.
  static func decode(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count.isMultiple(of: 4) else { return nil }
    var bytes: [UInt8] = []
    for start in stride(from: 0, to: digits.count, by: 4) {
      let group = digits[start..<(start + 4)].prefix { $0 != UInt8(ascii: "=") }
      let values = group.compactMap { digit in alphabet.firstIndex(of: digit) }
      guard values.count == group.count, group.count > 1 else { return nil }
      let bits = values.reduce(0) { $0 << 6 | $1 } << (6 * (4 - values.count))
      for place in 0..<(values.count - 1) {
        bytes.append(UInt8(truncatingIfNeeded: bits >> (16 - 8 * place)))
      }
    }
    return encode(bytes) == text ? bytes : nil
  }
}
