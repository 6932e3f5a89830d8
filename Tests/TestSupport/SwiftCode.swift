/// Blanks what is not code in Swift source: comments, and the insides of string and regex literals.
///
/// Lines and columns stay where they were (a blanked character becomes as many spaces as it has
/// bytes). Code in string interpolations is kept, because it is code.
package struct SwiftCode {
  private let source: [UInt8]
  private var code: [UInt8]
  private var offset = 0

  package static func only(in text: String) -> String {
    var scanner = SwiftCode(source: Array(text.utf8))
    scanner.scan(untilParenthesis: false)
    return String(decoding: scanner.code, as: UTF8.self)
  }

  private init(source: [UInt8]) {
    self.source = source
    code = source.map { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
  }

  /// Keeps code up to the end, or up to the parenthesis that closes an interpolation.
  private mutating func scan(untilParenthesis: Bool) {
    var depth = 0
    while offset < source.count {
      // Nothing else begins what is not code; asking three times at every byte is slow.
      if "/\"#".utf8.contains(source[offset]), skipComment() || skipString() || skipRegex() {
        continue
      }
      if source[offset] == UInt8(ascii: "(") { depth += 1 }
      if source[offset] == UInt8(ascii: ")") { depth -= 1 }
      keep(1)
      if untilParenthesis, depth == 0 { return }
    }
  }

  private mutating func skipComment() -> Bool {
    if at("//") {
      offset = source[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? source.count
      return true
    }
    guard at("/*") else { return false }
    var depth = 0
    repeat {
      if at("/*") {
        depth += 1
        offset += 2
      } else if at("*/") {
        depth -= 1
        offset += 2
      } else {
        offset += 1
      }
    } while depth > 0 && offset < source.count
    return true
  }

  private mutating func skipString() -> Bool {
    let hashes = String(repeating: "#", count: hashCount())
    guard at(hashes + "\"") else { return false }
    let quotes = at(hashes + "\"\"\"") ? "\"\"\"" : "\""
    let delimiter = quotes + hashes
    let escape = "\\" + hashes
    keep(delimiter.utf8.count)
    while offset < source.count, !at(delimiter) {
      if at(escape + "(") {
        offset += escape.utf8.count
        scan(untilParenthesis: true)
      } else {
        offset += at(escape) ? escape.utf8.count + 1 : 1
      }
    }
    keep(delimiter.utf8.count)
    return true
  }

  /// `/…/` where an expression may begin and no space follows, or `#/…/#`. On one line, except
  /// that the latter may begin with a line break.
  private mutating func skipRegex() -> Bool {
    let hashes = String(repeating: "#", count: hashCount())
    guard at(hashes + "/"), !hashes.isEmpty || mayStartBareRegex() else { return false }
    let delimiter = "/" + hashes
    let start = offset
    offset += delimiter.utf8.count
    let spansLines = at("\n")
    while offset < source.count, spansLines || !at("\n"), !at(delimiter) {
      offset += at("\\") ? 2 : 1
    }
    guard at(delimiter) else {
      offset = start
      return false
    }
    offset += delimiter.utf8.count
    return true
  }

  private func mayStartBareRegex() -> Bool {
    guard offset + 1 < source.count, !" \n\t=)".utf8.contains(source[offset + 1]) else {
      return false
    }
    let before = code[..<offset].last { $0 != UInt8(ascii: " ") } ?? UInt8(ascii: "\n")
    return "\n(,=:[{&|!?;".utf8.contains(before)
  }

  /// How many `#` stand here.
  private func hashCount() -> Int {
    source[offset...].prefix { $0 == UInt8(ascii: "#") }.count
  }

  private func at(_ text: String) -> Bool {
    source[offset...].starts(with: text.utf8)
  }

  private mutating func keep(_ count: Int) {
    for _ in 0..<min(count, source.count - offset) {
      code[offset] = source[offset]
      offset += 1
    }
  }
}
