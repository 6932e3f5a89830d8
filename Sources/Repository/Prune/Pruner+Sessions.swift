import Format
import Storage

extension Pruner {
  /// P2: the sessions that may not have seen the plan, which are those listed after it was made.
  func waits(of number: Int) throws(RepositoryError) -> PruneWaits {
    let path = RepositoryPath.waits(number)
    let listed = PruneWaits(number: number, sessions: try signs().keys)
    // Of several prunes that list at once, all wait for what the first one wrote down.
    if try create(listed.encoded(), path) == .created { return listed }
    return try read(path) { bytes throws(FormatError) in try PruneWaits(decoding: bytes) }.value
  }

  /// Sees to it that each of these sessions has an outcome or never gets one; returns those that
  /// may be running.
  func end(
    _ sessions: [SessionID], _ report: inout PruneReport
  ) throws(RepositoryError) -> [PruneReport.Waiting] {
    let signs = try signs()
    let outcomes = try outcomes()
    var waiting: [PruneReport.Waiting] = []
    for session in sessions where !outcomes.contains(session) {
      let intent = intent(session, beat: signs[session])
      if isOver(session, beat: signs[session], intent) {
        if try fence(session) { report.fenced += 1 }
      } else {
        waiting.append(PruneReport.Waiting(session: session, intent: intent))
      }
    }
    return waiting
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

  /// Its sign was taken away, which it does itself at its end; or its process is no more; or it has
  /// been silent for so long that it must begin anew, if it should wake.
  private func isOver(_ session: SessionID, beat: Int?, _ intent: Intent?) -> Bool {
    guard let beat else { return true }
    switch intent?.standing(of: repository.surroundings.process, isRunning: watch.isRunning) {
    case .dead: return true
    case .running: return false
    case .over, .unknown, nil:
      let now = repository.surroundings.clock.sinceBoot
      let seen = watch.beats.firstSeen(session, beat: beat, now: now)
      return now >= seen && now - seen >= watch.silence
    }
  }

  /// Records VOID unless the session has an outcome; true if it is ours.
  private func fence(_ session: SessionID) throws(RepositoryError) -> Bool {
    let fence = Fence(
      host: repository.surroundings.process.host, time: repository.surroundings.clock.now)
    return try create(Outcome.void(fence).encoded(), .outcome(session)) == .created
  }
}
