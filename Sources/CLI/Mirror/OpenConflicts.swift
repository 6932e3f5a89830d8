import Format
import LocalState
import SystemPackage

/// The conflicts of a pair that nobody has settled. A copy that is gone on both sides is: somebody
/// has looked at it.
struct OpenConflicts {
  let all: [MirrorConflict]

  init(of stored: StoredMirrorPair, in history: MirrorHistory) {
    all = history.conflicts(of: stored.id).filter { conflict in
      guard let copy = conflict.copy else { return true }
      let roots = [stored.pair.a, stored.pair.b].map(\.path)
      // A disk that is not mounted says nothing.
      guard roots.allSatisfy({ SourceList.exists(AbsolutePath.path($0)) }) else { return true }
      if roots.contains(where: { SourceList.exists(Self.path($0, copy)) }) { return true }
      _ = history.settle(conflict, of: stored.id)
      return false
    }
  }

  static func path(_ root: [UInt8], _ relative: [UInt8]) -> FilePath {
    AbsolutePath.path(root + [UInt8(ascii: "/")] + relative)
  }
}
