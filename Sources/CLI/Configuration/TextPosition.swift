/// A place in a text: its line and its column, both counted from 1.
struct TextPosition: Comparable {
  let line: Int
  let column: Int

  var text: String { "line \(line), column \(column)" }

  static func < (left: Self, right: Self) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// A value that somebody wrote into the configuration, and where.
struct Setting<Value> {
  let value: Value
  let position: TextPosition

  func map<Other>(_ body: (Value) -> Other) -> Setting<Other> {
    Setting<Other>(value: body(value), position: position)
  }
}

extension Setting: Equatable where Value: Equatable {}
extension Setting: Sendable where Value: Sendable {}
