/// One line of `--json` output, taken apart far enough for tests: a reader of its own, so that the
/// writer's mistakes are not repeated.
indirect enum JSONLine: Equatable {
  case null
  case flag(Bool)
  case number(Double)
  case text(String)
  case list([JSONLine])
  case fields([String: JSONLine])

  /// `nil` unless the whole line is one value.
  init?(_ line: String) {
    var rest = Substring(line)
    guard let value = Self.value(&rest), rest.isEmpty else { return nil }
    self = value
  }

  subscript(_ name: String) -> JSONLine? {
    if case .fields(let fields) = self { fields[name] } else { nil }
  }

  var text: String? {
    if case .text(let text) = self { text } else { nil }
  }

  private static func value(_ rest: inout Substring) -> JSONLine? {
    switch rest.first {
    case "{": fields(&rest)
    case "[": list(&rest)
    case "\"": text(&rest).map(JSONLine.text)
    case "t": take("true", &rest) ? .flag(true) : nil
    case "f": take("false", &rest) ? .flag(false) : nil
    case "n": take("null", &rest) ? .null : nil
    default: number(&rest)
    }
  }

  private static func take(_ word: String, _ rest: inout Substring) -> Bool {
    guard rest.hasPrefix(word) else { return false }
    rest = rest.dropFirst(word.count)
    return true
  }

  private static func number(_ rest: inout Substring) -> JSONLine? {
    let digits = rest.prefix { "-+.eE0123456789".contains($0) }
    rest = rest.dropFirst(digits.count)
    return Double(digits).map(JSONLine.number)
  }

  private static func fields(_ rest: inout Substring) -> JSONLine? {
    var fields: [String: JSONLine] = [:]
    guard take("{", &rest) else { return nil }
    while !take("}", &rest) {
      guard fields.isEmpty || take(",", &rest), let name = text(&rest), take(":", &rest),
        let value = value(&rest), fields.updateValue(value, forKey: name) == nil
      else { return nil }
    }
    return .fields(fields)
  }

  private static func list(_ rest: inout Substring) -> JSONLine? {
    var items: [JSONLine] = []
    guard take("[", &rest) else { return nil }
    while !take("]", &rest) {
      guard items.isEmpty || take(",", &rest), let item = value(&rest) else { return nil }
      items.append(item)
    }
    return .list(items)
  }

  private static func text(_ rest: inout Substring) -> String? {
    guard take("\"", &rest) else { return nil }
    var text = ""
    while let character = rest.unicodeScalars.first {
      rest = Substring(rest.unicodeScalars.dropFirst())
      if character == "\"" { return text }
      guard character == "\\" else {
        guard character.value >= 0x20 else { return nil }
        text.unicodeScalars.append(character)
        continue
      }
      guard let escaped = escape(&rest) else { return nil }
      text.unicodeScalars.append(escaped)
    }
    return nil
  }

  private static func escape(_ rest: inout Substring) -> Unicode.Scalar? {
    let letter = rest.unicodeScalars.first
    rest = Substring(rest.unicodeScalars.dropFirst())
    switch letter {
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "\"", "\\", "/": return letter
    case "u":
      let digits = rest.prefix(4)
      rest = rest.dropFirst(digits.count)
      return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
    default: return nil
    }
  }
}
