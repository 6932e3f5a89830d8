package import Format

/// What a machine remembers of the packs that it has read to their last byte and found in order.
///
/// As `ScanCache`, it is never the only copy of anything, and so nothing here fails: a proof that
/// cannot be stored is one that never was.
package protocol ProofHistory: Sendable {
  /// When each pack was last proved, in seconds since 1970.
  func proofs() -> [PackID: Int64]
  /// Remembered at once: a check that is interrupted has proved what it has read.
  func note(_ pack: PackID, seconds: Int64)
  /// Forgets the proofs of packs that turned out damaged, or are no more.
  func drop(_ packs: [PackID])
}

/// Remembers nothing.
package struct NoProofHistory: ProofHistory {
  package init() {}

  package func proofs() -> [PackID: Int64] { [:] }
  package func note(_ pack: PackID, seconds: Int64) {}
  package func drop(_ packs: [PackID]) {}
}

/// How long ago the packs of a repository were read, all of them together.
package struct ProofCoverage: Equatable, Sendable {
  package let packs: Int
  /// Packs of which nothing is remembered.
  package let neverRead: Int
  /// When the proof was made that is the oldest of the others, in seconds since 1970; `nil` if
  /// there is none.
  package let oldest: Int64?

  init(_ packs: some Collection<PackID>, proofs: [PackID: Int64]) {
    let times = packs.compactMap { proofs[$0] }
    self.packs = packs.count
    neverRead = packs.count - times.count
    oldest = times.min()
  }
}

extension ProofHistory {
  /// Those that can be relied on now.
  ///
  /// A clock that was wrong must not keep a pack from being read for years: what was proved more
  /// than a day from now was not proved.
  func proofs(asOf now: Int64) -> [PackID: Int64] {
    let (latest, overflow) = now.addingReportingOverflow(86_400)
    return overflow ? proofs() : proofs().filter { $0.value <= latest }
  }
}
