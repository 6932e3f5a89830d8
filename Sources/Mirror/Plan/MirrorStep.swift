/// One change of one root, with what must be there for it to be made.
///
/// The executor looks before it acts: if what is at `path` is not `before`, somebody changed it
/// after the trees were read, and the step is left out with those below it; the path keeps its old
/// baseline. `before` is compared whole, kind, content and metadata, but of a folder neither what
/// is in it nor its time, which earlier steps may have changed.
///
/// `--plan` prints a line a step: side, what is done, path; where it moves to; which metadata it
/// sets; for a file its size and the first digits of its SHA-256.
package struct MirrorStep: Hashable, Sendable {
  /// Stages follow each other on both sides at once: no step begins before all of an earlier stage,
  /// on either side, are done. The order within a stage is free but for what each says.
  package enum Stage: Int, CaseIterable, Comparable, Sendable {
    /// Renames, and the folders that they need: each side's in the order of the plan.
    case moves
    /// Everything new and every new content: a folder before what is in it.
    case builds
    /// Everything that goes, and what takes the place of a folder: what is in a folder before it.
    case removals
    /// Metadata of folders: what is in a folder before it.
    case finishes

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  /// Where the bytes of a file come from; each has them at the step's own path.
  package enum ByteSource: Hashable, Sendable {
    /// Not a file: everything is in the step.
    case none
    /// The other root, where the file stands once all moves are done and until the end. The
    /// repository has them too.
    case otherRoot
    /// The text merge that `MirrorOptions.textMerge` made for this path.
    case merged
  }

  package enum Action: Hashable, Sendable {
    /// Nothing is there before; a folder is created empty.
    case create(MirrorNode, ByteSource)
    /// A leaf or a folder that is empty by now gives way; a folder comes empty.
    case replace(with: MirrorNode, ByteSource)
    /// Nothing is at the target before. A folder takes along what is in it.
    case move(to: MirrorPath)
    /// A leaf, or a folder that is empty by now.
    case remove
    /// Of a folder in which anything was made, moved or removed also where nothing differs, for
    /// that changes its time.
    case setMetadata(MirrorMetadata)
  }

  package let side: Side
  package let stage: Stage
  /// As things stand after all earlier stages; in `moves`, after the earlier moves of the side.
  package let path: MirrorPath
  /// A folder without what is in it; `nil` if nothing must be there.
  package let before: MirrorNode?
  package let action: Action
}
