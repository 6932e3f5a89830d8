import Testing

/// What a terminal of so many columns would show: the few things that the program may ask of one,
/// and an issue for everything else.
struct Screen {
  private(set) var lines: [[Character]] = [[]]
  /// The widest a line ever was, before it would have been wrapped.
  private(set) var widest = 0
  private var row = 0
  private var column = 0

  init(_ output: String) {
    var rest = Substring(output.replacing("\r\n", with: "\n"))
    while let first = rest.first {
      if first == "\u{1B}" {
        rest = control(rest)
        continue
      }
      rest = rest.dropFirst()
      switch first {
      case "\r": column = 0
      case "\n": feed()
      default: put(first)
      }
    }
  }

  /// Without empty lines at the end.
  var text: String {
    lines.map { String($0) }.joined(separator: "\n").trimmed
  }

  private mutating func put(_ character: Character) {
    while lines[row].count <= column { lines[row].append(" ") }
    lines[row][column] = character
    column += 1
    widest = max(widest, column)
  }

  private mutating func feed() {
    row += 1
    column = 0
    if row == lines.count { lines.append([]) }
  }

  private mutating func control(_ text: Substring) -> Substring {
    if text.hasPrefix("\u{1B}[K") {
      lines[row] = Array(lines[row].prefix(column))
      return text.dropFirst(3)
    }
    if text.hasPrefix("\u{1B}[J") {
      lines[row] = Array(lines[row].prefix(column))
      lines = Array(lines.prefix(row + 1))
      return text.dropFirst(3)
    }
    if let up = text.prefixMatch(of: /\u{1B}\[(\d+)A/), let count = Int(up.1) {
      row = max(0, row - count)
      return text[up.range.upperBound...]
    }
    // Colours take no room.
    if let color = text.prefixMatch(of: /\u{1B}\[\d*m/) { return text[color.range.upperBound...] }
    Issue.record("a terminal is asked for something unknown: \(text.prefix(8).debugDescription)")
    return text.dropFirst()
  }
}

extension String {
  /// Without line ends at the end.
  fileprivate var trimmed: String {
    var text = self[...]
    while text.last == "\n" { text = text.dropLast() }
    return String(text)
  }
}
