/// What to do with an entry that already has the name of a restored one.
package enum Existing: Hashable, Sendable {
  /// Leave it and throw `.fileExists`.
  case keep
  /// Put the restored entry in its place in one step. A folder is never replaced: `.isDirectory`.
  case replace
}
