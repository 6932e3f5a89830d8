/// Why a snapshot's name means none, or more than one.
package struct SnapshotNameError: Error, Equatable, Sendable {
  /// A clause without a full stop.
  package let problem: String
  /// The next thing to try, with the candidates where there are several; never empty.
  package let advice: String
}
