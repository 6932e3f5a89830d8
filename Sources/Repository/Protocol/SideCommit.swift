/// What a checkpoint may commit of its main session [10.3-d].
///
/// Its view is newer than the main session's, and a prune that began in between waits for the main
/// session, not for it.
package enum SideCommit {
  /// Nothing, once the main session has an outcome. It was fenced then, and a verdict of any time
  /// since may have deleted its packs: one that is still seen may be on its way out, since a delete
  /// happens eventually, and no newer verdict says so.
  ///
  /// `outcomes` are those of the checkpoint's own listing of `log`.
  package static func mayBegin<Sessions: SetAlgebra>(
    of main: Sessions.Element, outcomes: Sessions
  ) -> Bool {
    !outcomes.contains(main)
  }

  /// Only a pack that is there, is not condemned, and whose every delta has a base that is usable
  /// in the checkpoint's own view. The others stay with the main session.
  package static func maySave<Packs: SetAlgebra, Bases: Sequence>(
    _ pack: Packs.Element, condemned: Packs, bases: Bases,
    isThere: (Packs.Element) -> Bool, isUsable: (Bases.Element) -> Bool
  ) -> Bool {
    !condemned.contains(pack) && isThere(pack) && bases.allSatisfy(isUsable)
  }
}
