package import Format

/// Tells which sessions are over, so that a prune need not wait for them (FORMAT.md 10.4, P2).
package struct SessionWatch: Sendable {
  /// Nanoseconds without a new beat after which a session elsewhere counts as dead: a day.
  package static let silence: UInt64 = 24 * 3600 * 1_000_000_000

  /// Whether a process of that ID that started at that tick runs now.
  package let isRunning: @Sendable (UInt32, UInt64) -> Bool
  package let beats: any BeatHistory
  package let silence: UInt64

  package init(
    beats: any BeatHistory, silence: UInt64 = Self.silence,
    isRunning: @escaping @Sendable (UInt32, UInt64) -> Bool
  ) {
    self.isRunning = isRunning
    self.beats = beats
    self.silence = silence
  }

  /// For how many nanoseconds the newest beat of a session has been the same.
  func silence(of session: SessionID, beat: Int, now: UInt64) -> UInt64 {
    let seen = beats.firstSeen(session, beat: beat, now: now)
    return now >= seen ? now - seen : 0
  }

  /// Whether what the session has written so far may still be committed: a prune that has nothing
  /// to do but that would otherwise never fence it.
  func mayRun(_ sign: SessionSign, now: UInt64) -> Bool {
    switch sign.standing {
    case .over, .dead: false
    case .running: true
    case .unknown: silence(of: sign.session, beat: sign.beat, now: now) < silence
    }
  }
}

/// What a machine remembers of when it first saw each beat of a session.
///
/// Never the only copy of anything, so nothing here fails: whoever forgets waits longer.
package protocol BeatHistory: Sendable {
  /// Nanoseconds on the boot clock of this machine when it first saw that beat of the session,
  /// since its last start: `now` if it never has, which is remembered.
  func firstSeen(_ session: SessionID, beat: Int, now: UInt64) -> UInt64
}

/// Remembers nothing: a session that ran elsewhere is never taken for dead.
package struct NoBeatHistory: BeatHistory {
  package init() {}

  package func firstSeen(_ session: SessionID, beat: Int, now: UInt64) -> UInt64 { now }
}
