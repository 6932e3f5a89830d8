import Format

/// A JSON value whose objects keep the order of their fields, written without white space: one
/// value is one line.
enum JSON: Equatable, Sendable {
  case null
  case flag(Bool)
  case number(Int)
  case decimal(Double)
  case text(String)
  case list([JSON])
  case fields([Field])

  struct Field: Equatable, Sendable {
    let name: String
    let value: JSON
  }

  /// The version of what the lines mean; a field that is added does not change it.
  static let schema = JSON.number(1)

  static func object(_ fields: [(String, JSON)]) -> JSON {
    .fields(fields.map { Field(name: $0.0, value: $0.1) })
  }

  static func number(_ count: UInt64) -> JSON { .number(Int(clamping: count)) }

  /// `name` for bytes that are UTF-8; otherwise `name` with U+FFFD, and `name_b64`.
  static func named(_ name: String, _ bytes: [UInt8]) -> [(String, JSON)] {
    let text = String(decoding: bytes, as: UTF8.self)
    guard !text.utf8.elementsEqual(bytes) else { return [(name, .text(text))] }
    return [(name, .text(text)), ("\(name)_b64", .text(Base64.encode(bytes)))]
  }

  /// The same for bytes as `NameText` has them.
  static func named(_ name: String, _ text: String) -> [(String, JSON)] {
    named(name, NameText.bytes(text))
  }

  /// The same for a list of paths: all of them in base 64 if one is not UTF-8.
  static func paths(_ name: String, _ paths: [[UInt8]]) -> [(String, JSON)] {
    let texts = paths.map { String(decoding: $0, as: UTF8.self) }
    let plain = (name, JSON.list(texts.map(JSON.text)))
    guard zip(texts, paths).contains(where: { !$0.utf8.elementsEqual($1) }) else { return [plain] }
    return [plain, ("\(name)_b64", .list(paths.map { .text(Base64.encode($0)) }))]
  }
}

extension JSON: ExpressibleByStringLiteral {
  init(stringLiteral value: String) { self = .text(value) }
}

extension JSON {
  /// One line, without its end.
  var line: String {
    switch self {
    case .null: "null"
    case .flag(let flag): flag ? "true" : "false"
    case .number(let number): "\(number)"
    case .decimal(let number): number.isFinite ? "\(number)" : "null"
    case .text(let text): Self.quoted(text)
    case .list(let items): "[" + items.map(\.line).joined(separator: ",") + "]"
    case .fields(let fields):
      "{" + fields.map { "\(Self.quoted($0.name)):\($0.value.line)" }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        result += "\\u00" + Hex.encode([UInt8(truncatingIfNeeded: scalar.value)])
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
