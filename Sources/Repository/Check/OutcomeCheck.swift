import Format
import Storage

/// Looks for COMMITs that are gone. Readers cannot miss them: what such a session saved simply does
/// not exist for them.
///
/// A session leaves its intent until it has an outcome [10.3-g], so index runs and snapshots with
/// neither are what is left of one whose outcome was lost.
struct OutcomeCheck {
  private let files: SealedFiles

  init(_ files: SealedFiles) {
    self.files = files
  }

  /// Of sessions whose snapshots were forgotten nothing is missed.
  func run(
    _ names: StoredNames, state: RepositoryState, forgotten: Set<SessionID>,
    _ report: inout CheckReport
  ) throws(RepositoryError) {
    let damaged = Set(state.damage.map(\.location))
    // One that is there and cannot be read has been reported.
    let suspects = try names.sessionsWithoutOutcome(state, files).filter { session in
      !forgotten.contains(session)
        && !damaged.contains { $0.contains(RepositoryPath.outcome(session).name) }
    }
    for session in try stillWithout(suspects) {
      report.add(
        .damaged(
          "the outcome of a session is missing, and so what it saved",
          at: RepositoryPath.outcome(session).name))
    }
  }

  /// A session that ran while names were listed may have been seen in parts: those that have an
  /// intent now, or an outcome after that, are left out.
  private func stillWithout(_ suspects: [SessionID]) throws(RepositoryError) -> [SessionID] {
    guard !suspects.isEmpty else { return [] }
    var alive: Set<SessionID> = []
    for file in try files.list("sessions") {
      if case .intent(let session, _)? = RepositoryPath(name: file.name) { alive.insert(session) }
    }
    var found: [SessionID] = []
    for session in suspects where !alive.contains(session) {
      let outcome = try files.storage.readIfPresent(.outcome(session))
      if outcome == nil { found.append(session) }
    }
    return found
  }
}
