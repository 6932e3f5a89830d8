/// One pattern that says which entries are left out, or with `!` which are not after all.
package struct IgnoreRule: Hashable, Sendable {
  /// Where a rule stands.
  package enum Origin: Hashable, Sendable {
    /// Given by itself, with the option of that name: "--exclude".
    case option(String)
    /// In a file, at that line, counted from 1.
    case file(path: [UInt8], line: Int)
  }

  /// As it was written, without what git takes off the end of a line.
  package let text: [UInt8]
  package let origin: Origin
  /// Its place among the rules, counted from 0; of two that match, the one behind decides.
  package let index: Int
  /// `!`: what it matches is not left out.
  package let isNegated: Bool
}
