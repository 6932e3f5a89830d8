import TestSupport

/// Generates ignore files whose patterns nearly match: an entry's path, spoilt in some places.
struct RandomPatterns {
  private static let pieces = [
    "*", "**", "***", "?", "/", "**/", "/**", "/**/", "*/", "a", "b", "foo", ".tmp", "[a-c]",
    "[!a]", "[^b-z]", "[]a]", "[!]]", "[a", "[", "]", "[[:alpha:]]", "[[:digit:][:upper:]]",
    "[[:alpha:]-z]", "[[:foo:]]", "[[:alpha]", "[[:]", "[\\]a]", "[a\\-c]", "[a-\\c]", "[--0]",
    "[b-a]", "[/]", "[!/]", "\\", "\\a", "\\*", "\\/", "\\ ", " ", "!", "#", "-", "\t", "\u{e9}",
    "\r",
  ]
  private static let lineEnds = ["\n", "\n", "\n", "\n", "\r\n", " \n", "  \r\n", "\\ \n", "/\n"]

  private var random: SeededGenerator
  private let paths: [[UInt8]]

  init(seed: UInt64, paths: [[UInt8]]) {
    random = SeededGenerator(seed: seed)
    self.paths = paths
  }

  /// Some lines; the last may have no end.
  mutating func file() -> [UInt8] {
    var bytes: [UInt8] = one(in: 20) ? [0xEF, 0xBB, 0xBF] : []
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      if one(in: 12) { bytes.append(UInt8(ascii: "#")) }
      if one(in: 3) { bytes.append(UInt8(ascii: "!")) }
      bytes += pattern()
      bytes += Array((Self.lineEnds.randomElement(using: &random) ?? "\n").utf8)
    }
    if one(in: 6) { bytes.removeLast() }
    return bytes
  }

  private mutating func pattern() -> [UInt8] {
    var pattern = one(in: 4) ? [] : paths.randomElement(using: &random) ?? []
    if one(in: 3), let slash = pattern.lastIndex(of: 0x2F) {
      pattern = Array(pattern[(slash + 1)...])
    }
    if one(in: 4) { pattern.insert(0x2F, at: 0) }
    for _ in 0..<Int.random(in: pattern.isEmpty ? 1...5 : 0...3, using: &random) {
      let piece = Array((Self.pieces.randomElement(using: &random) ?? "*").utf8)
      let start = Int.random(in: 0...pattern.count, using: &random)
      let end = min(pattern.count, start + Int.random(in: 0...3, using: &random))
      pattern.replaceSubrange(start..<end, with: piece)
    }
    if one(in: 5) { pattern.append(0x2F) }
    return pattern
  }

  private mutating func one(in count: Int) -> Bool {
    Int.random(in: 0..<count, using: &random) == 0
  }
}
