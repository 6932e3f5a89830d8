/// The search for a way of a pattern's tokens through a text, without recursion.
///
/// Going back to the last star alone is enough. What stands between two stars is best found as far
/// to the left as possible: the second star reaches everything behind it. A `*` ends at the next
/// "/"; then the last `**` goes on, for a "/" stands before it in the pattern, and wherever it
/// could have begun later, it reaches from where it has begun. So a search takes at most the
/// product of the lengths, and its square only with `**`.
struct GlobSearch {
  /// Where to go on when what follows a star does not match.
  private struct Return {
    /// The token behind the star.
    let token: Int
    /// Where the star ends.
    var end: Int
  }

  private let tokens: UnsafeBufferPointer<GlobToken>
  private let text: UnsafeBufferPointer<UInt8>
  private var token = 0
  private var position = 0
  private var star: Return?
  private var deep: Return?

  /// Whether the tokens match the whole text.
  static func matches(
    _ tokens: UnsafeBufferPointer<GlobToken>, _ text: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    var search = GlobSearch(tokens, text)
    while true {
      while search.step() {}
      if search.isDone { return true }
      guard search.extendStar() || search.extendDeepStar() else { return false }
    }
  }

  private init(
    _ tokens: UnsafeBufferPointer<GlobToken>, _ text: UnsafeBufferPointer<UInt8>
  ) {
    self.tokens = tokens
    self.text = text
  }

  private var isDone: Bool { token == tokens.count && position == text.count }

  /// Passes one token; `false` if it does not match here.
  private mutating func step() -> Bool {
    guard token < tokens.count else { return false }
    switch tokens[token] {
    case .star:
      token += 1
      star = Return(token: token, end: position)
      return true
    case .deepStar, .folders:
      token += 1
      deep = Return(token: token, end: position)
      star = nil
      return true
    case .byte(let byte): return pass { $0 == byte }
    case .anyByte: return pass { $0 != UInt8(ascii: "/") }
    case .set(let set): return pass(set.contains)
    }
  }

  private mutating func pass(_ isMatch: (UInt8) -> Bool) -> Bool {
    guard position < text.count, isMatch(text[position]) else { return false }
    token += 1
    position += 1
    return true
  }

  private mutating func extendStar() -> Bool {
    guard let last = star, last.end < text.count, text[last.end] != UInt8(ascii: "/") else {
      return false
    }
    go(to: last.token, last.end + 1)
    star = Return(token: last.token, end: position)
    return true
  }

  private mutating func extendDeepStar() -> Bool {
    guard let last = deep else { return false }
    var end = last.end
    if case .folders = tokens[last.token - 1] {
      while end < text.count, text[end] != UInt8(ascii: "/") { end += 1 }
    }
    guard end < text.count else { return false }
    go(to: last.token, end + 1)
    deep = Return(token: last.token, end: position)
    star = nil
    return true
  }

  private mutating func go(to token: Int, _ position: Int) {
    self.token = token
    self.position = position
  }
}
