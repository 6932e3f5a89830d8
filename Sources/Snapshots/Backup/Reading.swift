import Format

/// What reading a file told of it beside its node: for its scan row.
struct Reading: Sendable {
  /// Of what is no file, or has not to be read.
  static let none = Reading(steadiness: .steady, fingerprint: nil)

  let steadiness: Steadiness
  /// Of what was read and stored; `nil` of a large file.
  let fingerprint: Fingerprint?
}

/// How a file was found beside what its folder was listed with, which is what its scan row says.
enum Steadiness: Sendable {
  /// The same before and after it was read: the row may vouch for it.
  case steady
  /// Another when it was opened, and the same ever since: saved as it is. The row says what was
  /// listed, which nobody has read; should that ever come back, the row must not vouch for it.
  case steadySinceOpened
  /// It changed while it was read, which the report says.
  case unsteady
}
