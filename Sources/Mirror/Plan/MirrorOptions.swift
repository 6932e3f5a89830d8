package import Format

/// How two roots are to be made equal.
package struct MirrorOptions: Sendable {
  package enum Direction: CaseIterable, Hashable, Sendable {
    /// Changes since the baseline flow both ways.
    case twoWay
    /// Only A's changes flow. What B changed stays as it is, deletions included; a content that
    /// both changed is reported. A's edit of what B deleted does flow (R4).
    case oneWay
    /// B becomes exactly A; what only B has goes. The baseline does not matter.
    case refresh
  }

  package enum Comparison: CaseIterable, Hashable, Sendable {
    /// With the baseline, if there is one.
    case fast
    /// As if there were none: the union of both sides, nothing is deleted (R1).
    case slow
  }

  package enum RenameDetection: CaseIterable, Hashable, Sendable {
    case on, off
  }

  /// A file that was edited on both sides, for `ConflictPolicy.merge`.
  package struct MergeRequest: Hashable, Sendable {
    package let path: MirrorPath
    /// The three contents.
    package let baseline, a, b: ContentID
  }

  /// What a text merge made of it.
  package struct MergedFile: Hashable, Sendable {
    package let content: ContentID
    package let size: UInt64

    package init(_ content: ContentID, size: UInt64) {
      self.content = content
      self.size = size
    }
  }

  /// The contents that `path` had in recorded versions older than the baseline.
  package typealias OlderContents = @Sendable (_ path: MirrorPath) -> [ContentID]
  /// `nil` if the texts do not merge. Done while planning, so that the plan shows what it made.
  package typealias TextMerge = @Sendable (MergeRequest) -> MergedFile?

  package var direction = Direction.twoWay
  package var comparison = Comparison.fast
  package var conflicts = ConflictPolicy.keepBoth
  /// Paths with a policy of their own: somebody has settled the conflict there.
  package var settled: [MirrorPath: ConflictPolicy] = [:]
  package var renames = RenameDetection.on
  package var a: MirrorRoot
  package var b: MirrorRoot

  /// Where two contents would conflict and one of them is an older version of the same path, that
  /// one is stale, not an edit: the other takes its place, without a copy.
  ///
  /// Asked only then. With a baseline and the other side unchanged, an older content is somebody's
  /// wish to have it back (`git checkout`, a restore), and a mirror that undid it every time would
  /// be wrong. Both lookups must answer alike whenever they are asked; both may be slow.
  package var olderContents: OlderContents?
  /// The SHA-256 of a file's bytes. Asked only for the names of conflict copies and to settle ties,
  /// where every machine must decide alike; it reads the whole file.
  package var digest: @Sendable (ContentID) -> Bytes32
  package var textMerge: TextMerge?

  package init(
    a: MirrorRoot, b: MirrorRoot, digest: @escaping @Sendable (ContentID) -> Bytes32
  ) {
    self.a = a
    self.b = b
    self.digest = digest
  }

  package func root(_ side: Side) -> MirrorRoot { side == .a ? a : b }

  /// Whether the plan may change anything on `side`.
  func mayChange(_ side: Side) -> Bool { direction == .twoWay || side == .b }
}
