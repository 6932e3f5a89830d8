package import Format

/// Something that the system told about a watched tree.
///
/// A hint, not a fact: such words get lost, come twice, and come late. Whoever gets one looks.
package enum WatchedChange: Hashable, Sendable {
  /// What is at this path is new or another, or has another path now; empty for the root itself.
  case changed([FileName])
  /// Nothing is there any more; it was deleted, or moved out of the tree.
  case removed([FileName])
  /// Anything may have changed, anywhere.
  case lost
}
