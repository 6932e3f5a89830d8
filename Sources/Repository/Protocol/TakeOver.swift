/// When a folder may be taken over unread from an earlier snapshot [10.3-a]: whoever comes to do so
/// asks this first. So far every folder is walked.
package enum TakeOver {
  /// Only from a snapshot that is live in the session's view, and only if every chunk that it would
  /// reference is usable in that view. That the tree's ID is in the index says nothing about what
  /// lies under it: a prune keeps packs, not trees.
  package static func isSafe<Sessions: SetAlgebra, Chunks: Sequence>(
    from snapshot: Sessions.Element, live: Sessions, references: Chunks,
    isUsable: (Chunks.Element) -> Bool
  ) -> Bool {
    live.contains(snapshot) && references.allSatisfy(isUsable)
  }
}
