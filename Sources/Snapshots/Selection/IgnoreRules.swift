package import Format

/// Which entries of a tree are left out, by exactly the rules of git's ignore files (gitignore(5);
/// `dir.c` and `wildmatch.c` of git 2.39), on raw bytes.
///
/// Of all rules that match an entry the last decides. They say nothing of what lies in a folder that
/// is left out: a walk does not go there, so no later rule can bring any of it back.
package struct IgnoreRules: Sendable {
  /// In the order in which they were added; rules that can match nothing are among them.
  package private(set) var rules: [IgnoreRule] = []
  private var globs = GlobTable()

  package init() {}

  package var isEmpty: Bool { rules.isEmpty }

  /// Adds one pattern as git takes it from its command line: `#` begins no comment there, and spaces
  /// at the end belong to it.
  package mutating func add(pattern: [UInt8], option: String) {
    add(pattern[...], .option(option))
  }

  /// Adds the lines of an ignore file.
  package mutating func add(contents: [UInt8], ofFile path: [UInt8]) {
    for (number, line) in IgnoreFile.lines(of: contents) {
      add(line, .file(path: path, line: number))
    }
  }

  /// The rule that decides about the entry at `path`, which is relative to the root and joined by
  /// "/"; `nil` where none does. The folders above it are not looked at.
  ///
  /// A link is no folder, whatever it points to.
  package func lastMatch(_ path: [UInt8], kind: NodeKind) -> IgnoreRule? {
    guard !rules.isEmpty else { return nil }
    return path.withUnsafeBufferPointer { path in
      globs.lastMatch(path, isFolder: kind == .folder)
    }.map { rules[$0] }
  }

  private mutating func add(_ text: ArraySlice<UInt8>, _ origin: IgnoreRule.Origin) {
    // A pattern is text that ends at a NUL.
    let text = text.prefix { $0 != 0 }
    let isNegated = text.first == UInt8(ascii: "!")
    globs.add(isNegated ? text.dropFirst() : text)
    rules.append(
      IgnoreRule(text: Array(text), origin: origin, index: rules.count, isNegated: isNegated))
  }
}
