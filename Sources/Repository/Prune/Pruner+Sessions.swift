import Format
import Pipelines
import Storage

extension Pruner {
  /// P2: the sessions that may not have seen the plan are those listed after it was made. Sees to
  /// it that each of them has an outcome, or waits.
  func performOnSessions(
    _ call: Call, _ notes: inout PruneNotes, _ report: inout PruneReport
  ) throws -> Reply {
    switch call {
    case .listSessions:
      try cancellation.check()
      notes.listed = try signs()
    case .createWaits(let number):
      let waits = PruneWaits(number: number, sessions: notes.listed.keys)
      _ = try create(waits.encoded(), .waits(number))
    case .readWaits(let number):
      let waits = try read(.waits(number)) { bytes throws(FormatError) in
        try PruneWaits(decoding: bytes)
      }
      notes.signs = try signs()
      notes.outcomes = try outcomes()
      return .sessions(waits.value.sessions[...])
    case .judge(let session): return .standing(judge(session, notes, &report))
    case .fence(let session): if try fence(session) { report.fenced += 1 }
    default: break
    }
    return .done
  }

  private func judge(
    _ session: SessionID, _ notes: PruneNotes, _ report: inout PruneReport
  ) -> SessionStanding {
    if notes.outcomes.contains(session) { return .over }
    let beat = notes.signs[session]
    let intent = intent(session, beat: beat)
    let standing = SessionStanding(
      sign(of: session, beat: beat, intent), waitingFor: watch.silence)
    if case .mayLive = standing {
      report.waiting.append(PruneReport.Waiting(session: session, intent: intent))
    }
    return standing
  }

  /// The newest beat of every session with a sign.
  private func signs() throws(RepositoryError) -> [SessionID: Int] {
    var beats: [SessionID: Int] = [:]
    for file in try files.list("sessions") {
      guard case .intent(let session, let beat)? = RepositoryPath(name: file.name) else { continue }
      beats[session] = max(beat, beats[session] ?? beat)
    }
    return beats
  }

  private func outcomes() throws(RepositoryError) -> Set<SessionID> {
    Set(
      try files.list("log").compactMap { file in
        if case .outcome(let session)? = RepositoryPath(name: file.name) { session } else { nil }
      })
  }

  private func intent(_ session: SessionID, beat: Int?) -> Intent? {
    guard let beat else { return nil }
    return (try? files.read(.intent(session, beat: beat)))
      .flatMap { try? Intent(decoding: $0.payload) }
  }

  private func sign(
    of session: SessionID, beat: Int?, _ intent: Intent?
  ) -> SessionStanding.Sign {
    guard let beat else { return .gone }
    switch intent?.standing(of: repository.surroundings.process, isRunning: watch.isRunning) {
    case .dead: return .dead
    case .running: return .running
    case .over, .unknown, nil:
      let now = repository.surroundings.clock.sinceBoot
      return .elsewhere(unchangedFor: watch.silence(of: session, beat: beat, now: now))
    }
  }

  /// Records VOID unless the session has an outcome; true if it is ours.
  private func fence(_ session: SessionID) throws(RepositoryError) -> Bool {
    let fence = Fence(
      host: repository.surroundings.process.host, time: repository.surroundings.clock.now)
    return try create(Outcome.void(fence).encoded(), .outcome(session)) == .created
  }
}
