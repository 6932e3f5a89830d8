/// What a session gives to the threads that work for it.
package struct SessionShare: Sendable {
  package let repository: Repository
  /// Usable copies at the session's start.
  package let index: ChunkIndex
  /// Which chunks have to be stored.
  package let admission: Admission
}
