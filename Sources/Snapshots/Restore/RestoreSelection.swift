import Format

/// Which entries of a snapshot are restored, by their paths relative to what is restored.
///
/// Patterns are those of `IgnoreRules`. Without `included` everything is wanted; with it, what it
/// matches and what lies in folders that it matches. What `excluded` matches never is.
package struct RestoreSelection: Sendable {
  /// What becomes of an entry.
  enum Choice {
    case wanted, unwanted
    /// A folder that is here for what is wanted in it.
    case passage
  }

  package var included = IgnoreRules()
  package var excluded = IgnoreRules()

  package init() {}

  /// What becomes of the folder whose contents are restored.
  var root: Choice { included.isEmpty ? .wanted : .passage }

  /// What becomes of an entry of a folder that is wanted, or a passage.
  func choice(
    _ path: @autoclosure () -> [UInt8], _ kind: NodeKind, in folder: Choice
  ) -> Choice {
    if folder == .wanted, excluded.isEmpty { return .wanted }
    let path = path()
    if Self.matches(excluded, path, kind) { return .unwanted }
    if folder == .wanted || Self.matches(included, path, kind) { return .wanted }
    return kind == .folder ? .passage : .unwanted
  }

  private static func matches(_ rules: IgnoreRules, _ path: [UInt8], _ kind: NodeKind) -> Bool {
    rules.lastMatch(path, kind: kind).map { !$0.isNegated } ?? false
  }
}
