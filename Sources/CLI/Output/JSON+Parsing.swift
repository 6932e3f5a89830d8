/// Why a text is no JSON value.
struct JSONProblem: Error, Equatable {
  /// Bytes before the place.
  let offset: Int
  /// A clause: "a name is there twice".
  let problem: String
}

extension JSON {
  /// Reads one value that takes all of the text, as RFC 8259 has it, strictly: no name twice in an
  /// object, no half of a surrogate pair, no number that a program would not hold.
  init(parsing text: [UInt8]) throws(JSONProblem) {
    var parser = JSONParser(text: text)
    self = try parser.value(depth: 0)
    try parser.expectEnd()
  }
}

/// Reads JSON from bytes that may be anything.
private struct JSONParser {
  /// Values in values: more than any line of ours has.
  private static let maxDepth = 16

  let text: [UInt8]
  private var place = 0

  init(text: [UInt8]) {
    self.text = text
  }

  mutating func value(depth: Int) throws(JSONProblem) -> JSON {
    guard depth <= Self.maxDepth else { throw problem("values lie too deep in each other") }
    skipSpace()
    switch byte {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try list(depth)
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"): return try word("true", .flag(true))
    case UInt8(ascii: "f"): return try word("false", .flag(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  mutating func expectEnd() throws(JSONProblem) {
    skipSpace()
    guard place == text.count else { throw problem("something follows the value") }
  }

  private var byte: UInt8? { place < text.count ? text[place] : nil }

  private func problem(_ problem: String) -> JSONProblem {
    JSONProblem(offset: place, problem: place < text.count ? problem : "the text ends too early")
  }

  private mutating func skipSpace() {
    while let byte, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
  }

  private mutating func take(_ character: UInt8) -> Bool {
    guard byte == character else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(JSONProblem) {
    guard take(UInt8(ascii: character)) else { throw problem("no \(character) where one must be") }
  }

  private mutating func word(_ word: String, _ value: JSON) throws(JSONProblem) -> JSON {
    guard text[place...].starts(with: word.utf8) else { throw problem("no JSON value") }
    place += word.utf8.count
    return value
  }

  private mutating func object(_ depth: Int) throws(JSONProblem) -> JSON {
    try expect("{")
    var fields: [JSON.Field] = []
    var names: Set<String> = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return .fields([]) }
    repeat {
      skipSpace()
      let name = try string()
      guard names.insert(name).inserted else { throw problem("a name is there twice") }
      skipSpace()
      try expect(":")
      fields.append(JSON.Field(name: name, value: try value(depth: depth + 1)))
      skipSpace()
    } while take(UInt8(ascii: ","))
    try expect("}")
    return .fields(fields)
  }

  private mutating func list(_ depth: Int) throws(JSONProblem) -> JSON {
    try expect("[")
    var items: [JSON] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .list([]) }
    repeat {
      items.append(try value(depth: depth + 1))
      skipSpace()
    } while take(UInt8(ascii: ","))
    try expect("]")
    return .list(items)
  }
}

// MARK: numbers and texts

extension JSONParser {
  private mutating func number() throws(JSONProblem) -> JSON {
    let start = place
    while let byte, "+-.0123456789eE".utf8.contains(byte) { place += 1 }
    let digits = String(decoding: text[start..<place], as: UTF8.self)
    // Nearly every number, and what follows takes a hundred times as long.
    if (1...9).contains(digits.utf8.count), digits.utf8.first.map({ 0x31...0x39 ~= $0 }) == true,
      let number = Int(digits)
    {
      return .number(number)
    }
    guard digits.wholeMatch(of: /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/) != nil else {
      place = start
      throw problem("no JSON value")
    }
    if let number = Int(digits) { return .number(number) }
    guard let number = Double(digits), number.isFinite else {
      throw JSONProblem(offset: start, problem: "a number that is too large")
    }
    return .decimal(number)
  }

  private mutating func string() throws(JSONProblem) -> String {
    try expect("\"")
    var bytes: [UInt8] = []
    while let next = byte {
      place += 1
      switch next {
      case UInt8(ascii: "\""):
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw problem("a text that is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): bytes += Array(String(try escaped()).utf8)
      case 0..<0x20: throw problem("a control character in a text")
      default: bytes.append(next)
      }
    }
    throw problem("the text ends too early")
  }

  private mutating func escaped() throws(JSONProblem) -> Unicode.Scalar {
    guard let letter = byte else { throw problem("the text ends too early") }
    place += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try codePoint()
    default: throw problem("an unknown escape")
    }
  }

  /// Four digits, or twice four that are a surrogate pair.
  private mutating func codePoint() throws(JSONProblem) -> Unicode.Scalar {
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
      throw problem("half of a surrogate pair")
    }
    let second = try fourDigits()
    guard 0xDC00...0xDFFF ~= second,
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw problem("half of a surrogate pair") }
    return scalar
  }

  private mutating func fourDigits() throws(JSONProblem) -> UInt32 {
    let digits = text[place...].prefix(4)
    guard digits.count == 4, digits.allSatisfy(Self.isHexDigit),
      let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw problem("an escape without four digits") }
    place += 4
    return number
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    Character(Unicode.Scalar(byte)).isHexDigit
  }
}
