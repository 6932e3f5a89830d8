/// Takes a pattern apart as git's wildmatch does, with `WM_PATHNAME`.
struct GlobParser {
  /// What makes a pattern more than the text it is.
  static func isSpecial(_ byte: UInt8) -> Bool {
    byte == star || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "[") || byte == backslash
  }

  private static let star = UInt8(ascii: "*")
  private static let slash = UInt8(ascii: "/")
  private static let backslash = UInt8(ascii: "\\")

  private let pattern: ArraySlice<UInt8>
  private var position: Int

  /// The steps of a pattern; `nil` if nothing matches it: a bracket without end, a class that does
  /// not exist, a backslash as the last byte.
  ///
  /// `**` at its start counts as one behind "/", even where only the literal beginning of a pattern
  /// was cut off: so `foo**/bar` matches `foo1/2/bar`, as it does in git.
  static func tokens(of pattern: ArraySlice<UInt8>) -> [GlobToken]? {
    var parser = GlobParser(pattern: pattern, position: pattern.startIndex)
    var tokens: [GlobToken] = []
    while let byte = parser.next() {
      guard let token = parser.token(startingWith: byte) else { return nil }
      tokens.append(token)
    }
    return tokens
  }

  /// The byte at a distance from the next one; `nil` past either end.
  private func peek(_ distance: Int = 0) -> UInt8? {
    let index = position + distance
    return pattern.indices.contains(index) ? pattern[index] : nil
  }

  private mutating func next() -> UInt8? {
    guard let byte = peek() else { return nil }
    position += 1
    return byte
  }

  private mutating func token(startingWith byte: UInt8) -> GlobToken? {
    switch byte {
    case Self.backslash: next().map(GlobToken.byte)
    case UInt8(ascii: "?"): .anyByte
    case UInt8(ascii: "["): set().map(GlobToken.set)
    case Self.star: stars()
    default: .byte(byte)
    }
  }

  /// Behind the first star.
  private mutating func stars() -> GlobToken {
    let before = peek(-2)
    guard peek() == Self.star else { return .star }
    while peek() == Self.star { position += 1 }
    guard before == nil || before == Self.slash else { return .star }
    switch peek() {
    case nil: return .deepStar
    case Self.slash:
      position += 1
      return .folders
    case Self.backslash where peek(1) == Self.slash: return .deepStar
    default: return .star
    }
  }
}

// MARK: brackets

extension GlobParser {
  /// Behind the opening bracket. A "/" is in no set.
  private mutating func set() -> ByteSet? {
    var set = ByteSet()
    let isInverted = peek() == UInt8(ascii: "!") || peek() == UInt8(ascii: "^")
    if isInverted { position += 1 }
    // The lower end that a "-" may follow; a "]" in the first place is a member.
    var low: UInt8?
    repeat {
      guard let byte = next(), add(byte, to: &set, low: &low) else { return nil }
    } while peek() != UInt8(ascii: "]")
    position += 1
    if isInverted { set.invert() }
    set.remove(Self.slash)
    return set
  }

  /// `false` if the bracket is malformed.
  private mutating func add(_ byte: UInt8, to set: inout ByteSet, low: inout UInt8?) -> Bool {
    if byte == UInt8(ascii: "-"), let start = low, let end = peek(), end != UInt8(ascii: "]") {
      position += 1
      low = nil
      guard let high = end == Self.backslash ? next() : end else { return false }
      if start <= high { set.formUnion(ByteSet(start...high)) }
      return true
    }
    if byte == UInt8(ascii: "["), peek() == UInt8(ascii: ":") {
      guard let close = pattern[(position + 1)...].firstIndex(of: UInt8(ascii: "]")) else {
        return false
      }
      if close > position + 1, pattern[close - 1] == UInt8(ascii: ":") {
        guard let named = ByteSet(className: pattern[(position + 1)..<(close - 1)]) else {
          return false
        }
        set.formUnion(named)
        position = close + 1
        low = nil
        return true
      }
    }
    guard let member = byte == Self.backslash ? next() : byte else { return false }
    set.insert(member)
    low = member
    return true
  }
}
