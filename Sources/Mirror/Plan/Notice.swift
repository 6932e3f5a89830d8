package import Format

/// Something the plan decided that a person may want to know: `--plan` and the report of the run
/// print a line each.
package struct Notice: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Two new contents: `winner` keeps the name, the other one is now called `copy`; `nil` if the
    /// policy lets it go.
    case conflict(winner: Side, copy: FileName?)
    /// Two new contents, and each side keeps its own: by `hold`, or B's in a one-way run (exit 3).
    case unresolved
    /// Two new texts were merged.
    case merged
    /// `side` has an older version that gave way to the other's.
    case stale(Side)
    /// Deleted on `side` and edited on the other, or something in it was: it is back.
    case deletionUndone(on: Side)
    /// The same file has two new names; both stay. The path is the old one.
    case renamedApart(a: MirrorPath, b: MirrorPath)
    /// `side` moved the folder, and the other side moved what is around its old place or its new
    /// one, such as it into the other and the other into it. Both were done path by path.
    case movesCrossed(side: Side)
    /// Both sides set the same attribute of metadata; one of the values stays.
    case metadata
    /// It should go on `side`, and something unknown in it holds it there.
    case heldByUnknown(on: Side)
  }

  package let path: MirrorPath
  package let kind: Kind
}
