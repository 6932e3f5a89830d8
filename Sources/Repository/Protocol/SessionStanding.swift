/// What a prune does about a session that it waits for (P2).
package enum SessionStanding: Sendable {
  /// It has an outcome.
  case over
  /// It is taken for dead, and so fenced: should it live, its COMMIT comes too late and it says so.
  case dead
  /// The plan is left to a later prune.
  case mayLive

  /// What one host knows of a session without an outcome.
  package enum Sign: Sendable {
    /// Nothing of it stands in `sessions`: it ended without an outcome, or its COMMIT is obsolete.
    case gone
    /// Its process runs on this host.
    case running
    /// Its process ran on this host, since the last start of the machine, and is no more.
    case dead
    /// It ran elsewhere or before; for how many nanoseconds of this host's boot clock the newest
    /// beat has been the same.
    case elsewhere(unchangedFor: UInt64)
  }

  /// Being wrong about `dead` costs one repeated backup, never data.
  package init(_ sign: Sign, waitingFor silence: UInt64) {
    switch sign {
    case .running: self = .mayLive
    case .gone, .dead: self = .dead
    case .elsewhere(let unchanged): self = unchanged >= silence ? .dead : .mayLive
    }
  }
}
