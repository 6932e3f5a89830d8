/// Patterns that names or paths of entries match.
///
/// A pattern is that of a line of a .gitignore: without a slash it is compared with the name, with
/// one with the path; a slash at its end asks for a folder. One that begins with a slash is
/// compared with where the entry was on its machine, too.
package struct NamePatterns: Sendable {
  package enum Letters: Sendable { case asTyped, inAnyCase }

  private let letters: Letters
  private var names = GlobTable()
  private var paths = GlobTable()
  private var places = GlobTable()
  /// Whether it matters in which folder an entry is.
  private(set) var hasPaths = false
  /// Whether it matters in which folder of the machine an entry was.
  private(set) var hasPlaces = false

  package init(_ letters: Letters = .asTyped) {
    self.letters = letters
  }

  package mutating func add(_ pattern: [UInt8]) {
    let pattern = folded(pattern)[...]
    let slash = UInt8(ascii: "/")
    guard pattern.dropLast().contains(slash) else { return names.add(pattern) }
    paths.add(pattern)
    hasPaths = true
    guard pattern.first == slash else { return }
    places.add(pattern)
    hasPlaces = true
  }

  /// Whether one matches; `place` is the absolute path.
  func match(
    name: [UInt8], isFolder: Bool, path: @autoclosure () -> [UInt8],
    place: @autoclosure () -> [UInt8]
  ) -> Bool {
    if names.matches(folded(name), isFolder) { return true }
    if hasPaths, paths.matches(folded(path()), isFolder) { return true }
    return hasPlaces && places.matches(Array(folded(place()).dropFirst()), isFolder)
  }

  /// What is no UTF-8 keeps its bytes.
  private func folded(_ bytes: [UInt8]) -> [UInt8] {
    guard letters == .inAnyCase, let text = String(validating: bytes, as: UTF8.self) else {
      return bytes
    }
    return Array(text.lowercased().utf8)
  }
}

extension GlobTable {
  fileprivate func matches(_ path: [UInt8], _ isFolder: Bool) -> Bool {
    path.withUnsafeBufferPointer { lastMatch($0, isFolder: isFolder) != nil }
  }
}
