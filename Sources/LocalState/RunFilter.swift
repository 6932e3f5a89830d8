/// Which runs of the history are wanted: those that everything given here is true of.
package struct RunFilter: Sendable {
  package var command: String?
  /// Empty: runs that were no profile's.
  package var profile: String?
  package var subject: String?
  package var location: String?
  /// Ended with one of these.
  package var exitCodes: [Int32]?
  /// Saved a snapshot that nobody has forgotten from here.
  package var hasSnapshot = false
  /// Ended otherwise than with 0, or not at all.
  package var onlyTroubled = false
  package var limit = Int.max

  package init() {}

  /// Conditions for SQL, and what their question marks stand for.
  var conditions: (sql: String, arguments: [String]) {
    var clauses: [String] = []
    var arguments: [String] = []
    for (column, value) in [
      ("command", command), ("profile", profile), ("subject", subject), ("location", location),
    ] {
      guard let value else { continue }
      clauses.append("\(column) = ?")
      arguments.append(value)
    }
    if let exitCodes {
      clauses.append("exit_code IN (\(exitCodes.map { "\($0)" }.joined(separator: ", ")))")
    }
    if hasSnapshot {
      clauses.append("snapshot IS NOT NULL AND snapshot NOT IN (SELECT snapshot FROM forgotten)")
    }
    if onlyTroubled { clauses.append("(exit_code IS NULL OR exit_code <> 0)") }
    let sql = clauses.isEmpty ? "" : " WHERE " + clauses.joined(separator: " AND ")
    return (sql, arguments)
  }
}
