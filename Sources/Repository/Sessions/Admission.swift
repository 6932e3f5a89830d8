package import Format

/// Decides which chunks a session stores: those without a usable copy, each once. For all threads.
package struct Admission: Sendable {
  package enum Answer: Sendable {
    /// A usable copy is there, or another caller has taken it on.
    case known
    /// The caller must store it.
    case isNew
  }

  private let index: ChunkIndex
  private let claims = ChunkClaims()

  init(_ index: ChunkIndex) {
    self.index = index
  }

  package func admit(_ id: ChunkID) -> Answer {
    if index.contains(id) { return .known }
    return claims.claim(id) ? .isNew : .known
  }
}
