/// Patterns made ready to be tried on millions of paths, all in three arrays.
///
/// Nearly every pattern in use is a name, or text with one star in it; those are two comparisons of
/// bytes, and only what lies between literal ends is searched.
struct GlobTable: Sendable {
  /// What a pattern is compared with.
  enum Scope {
    /// The last component of a path.
    case name
    /// The whole path.
    case path
  }

  private struct Pattern {
    let scope: Scope
    let isForFolders: Bool
    /// The literal ends, in `bytes`.
    let prefix, suffix: Range<Int>
    /// What lies between them, in `tokens`.
    let middle: Range<Int>
    let kind: Kind
  }

  private enum Kind {
    case nothing
    /// Prefix and suffix are all of it.
    case literal
    /// One `*` in a name.
    case oneStar
    case glob
  }

  private var patterns: [Pattern] = []
  private var bytes: [UInt8] = []
  private var tokens: [GlobToken] = []

  /// Adds a pattern without its `!`, after those that are there.
  ///
  /// As git reads it: "/" at its end asks for a folder and is no part of it; any other "/" binds it
  /// to the root, a first one being only that.
  mutating func add(_ pattern: ArraySlice<UInt8>) {
    let slash = UInt8(ascii: "/")
    let isForFolders = pattern.last == slash
    var rest = isForFolders ? pattern.dropLast() : pattern
    let scope = rest.contains(slash) ? Scope.path : .name
    if rest.first == slash { rest = rest.dropFirst() }
    let prefix = append(rest.prefix { !GlobParser.isSpecial($0) })
    guard let parsed = GlobParser.tokens(of: rest.dropFirst(prefix.count)) else {
      return append(scope, isForFolders, prefix, 0..<0, 0..<0, .nothing)
    }
    let middleCount = parsed.lastIndex { $0.literal == nil }.map { $0 + 1 } ?? 0
    let suffix = append(parsed[middleCount...].compactMap(\.literal))
    let start = tokens.count
    tokens += parsed[..<middleCount]
    let kind: Kind =
      prefix.isEmpty && suffix.isEmpty && middleCount == 0
      ? .nothing
      : middleCount == 0
        ? .literal : scope == .name && parsed[..<middleCount] == [.star] ? .oneStar : .glob
    append(scope, isForFolders, prefix, suffix, start..<tokens.count, kind)
  }

  /// The last pattern that matches the entry at `path`.
  func lastMatch(_ path: UnsafeBufferPointer<UInt8>, isFolder: Bool) -> Int? {
    let name = UnsafeBufferPointer(
      rebasing: path[((path.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...])
    return patterns.withUnsafeBufferPointer { patterns in
      bytes.withUnsafeBufferPointer { bytes in
        tokens.withUnsafeBufferPointer { tokens in
          let tables = Tables(bytes: bytes, tokens: tokens)
          return patterns.indices.last { index in
            (isFolder || !patterns[index].isForFolders)
              && tables.matches(patterns[index], patterns[index].scope == .name ? name : path)
          }
        }
      }
    }
  }

  private mutating func append(_ literal: some Collection<UInt8>) -> Range<Int> {
    let start = bytes.count
    bytes += literal
    return start..<bytes.count
  }

  private mutating func append(
    _ scope: Scope, _ isForFolders: Bool, _ prefix: Range<Int>, _ suffix: Range<Int>,
    _ middle: Range<Int>, _ kind: Kind
  ) {
    patterns.append(
      Pattern(
        scope: scope, isForFolders: isForFolders, prefix: prefix, suffix: suffix, middle: middle,
        kind: kind))
  }
}

extension GlobTable {
  /// The arrays while they lie still.
  private struct Tables {
    let bytes: UnsafeBufferPointer<UInt8>
    let tokens: UnsafeBufferPointer<GlobToken>

    func matches(_ pattern: Pattern, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
      let ends = pattern.prefix.count + pattern.suffix.count
      guard text.count >= ends else { return false }
      switch pattern.kind {
      case .nothing: return false
      case .literal: return text.count == ends && hasEnds(pattern, text)
      case .oneStar: return hasEnds(pattern, text)
      case .glob:
        guard hasEnds(pattern, text) else { return false }
        let middle = pattern.prefix.count..<(text.count - pattern.suffix.count)
        return GlobSearch.matches(
          UnsafeBufferPointer(rebasing: tokens[pattern.middle]),
          UnsafeBufferPointer(rebasing: text[middle]))
      }
    }

    private func hasEnds(_ pattern: Pattern, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
      // The last bytes tell more names apart than the first ones.
      isEqual(pattern.suffix, text, at: text.count - pattern.suffix.count)
        && isEqual(pattern.prefix, text, at: 0)
    }

    private func isEqual(
      _ literal: Range<Int>, _ text: UnsafeBufferPointer<UInt8>, at offset: Int
    ) -> Bool {
      var index = literal.count
      while index > 0 {
        index -= 1
        if bytes[literal.lowerBound + index] != text[offset + index] { return false }
      }
      return true
    }
  }
}
