package import Format

/// A conflict that nobody has settled yet, as far as the runs know.
package struct MirrorConflict: Equatable, Sendable {
  /// From the roots down.
  package var path: [UInt8]
  /// The path of the conflict copy; `nil` where each side kept its own.
  package var copy: [UInt8]?
  /// Who kept the name, of a conflict with a copy.
  package var winner: MirrorRemark.Side?
  /// The run that found it first, and when.
  package var run: MirrorRecord.ID
  package var found: Timestamp

  package init(
    path: [UInt8], copy: [UInt8]?, winner: MirrorRemark.Side?, run: MirrorRecord.ID,
    found: Timestamp
  ) {
    self.path = path
    self.copy = copy
    self.winner = winner
    self.run = run
    self.found = found
  }
}
