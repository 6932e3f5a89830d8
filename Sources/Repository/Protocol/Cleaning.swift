/// What anybody may remove who comes by, since nobody needs it any more (W6, FORMAT.md 10.5).
package enum Cleaning {
  /// The signs and temporary files of a session: once it has an outcome, and not before. Until then
  /// a prune waits for the session because of its sign, and the session may be writing the files.
  package static func mayRemoveSigns<Sessions: SetAlgebra>(
    of session: Sessions.Element, outcomes: Sessions
  ) -> Bool {
    outcomes.contains(session)
  }
}
