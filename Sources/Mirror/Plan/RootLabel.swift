/// The short name of a root in the names of conflict copies: "laptop".
package struct RootLabel: Hashable, Sendable {
  package static let maxBytes = 32
  package let text: String

  /// Letters, digits, `-` and `_` stay, everything else becomes `_`, so that a conflict copy's name
  /// is a name and can be recognized. Cut to 32 bytes; an empty label becomes `_`.
  package init(_ text: String) {
    var kept = ""
    for scalar in text.unicodeScalars {
      let isPlain = scalar.properties.isAlphabetic || scalar.properties.numericType == .decimal
      let letter = isPlain || scalar == "-" ? Character(scalar) : "_"
      guard kept.utf8.count + String(letter).utf8.count <= Self.maxBytes else { break }
      kept.append(letter)
    }
    self.text = kept.isEmpty ? "_" : kept
  }
}
