package import SystemPackage

/// Why a run does not begin, or does not go on to its first step: what it takes a disk to judge.
package enum MirrorRefusal: Error, Hashable, Sendable {
  case rootIsMissing(Side, Errno)
  /// It is not the folder that the pair was made with: an unmounted disk, a restored copy.
  case isAnotherRoot(Side)
  /// One is the other, or lies in it.
  case rootsAreNested
  /// Something is mounted where there were files at the end of the last run.
  case mountAppeared(Side, MirrorPath)
  /// For what is to be written, with what is written beside its place first.
  case tooLittleSpace(Side, neededBytes: UInt64, freeBytes: UInt64)
  /// Rules leave out more than can be kept in mind, and what is not known must not be deleted.
  case tooMuchIsLeftOut
  /// The snapshot that is to be undone does not name everything that it could not read.
  case snapshotIsPartial
  case noSuchSnapshot
}
