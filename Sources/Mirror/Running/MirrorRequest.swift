package import FileTree
package import Sealing
package import Snapshots
package import SystemPackage

/// What one mirror run is asked to do; a value, so that a command line and a test make the same.
package struct MirrorRequest: Sendable {
  /// One of the two folders, and what is remembered of it.
  package struct Root: Sendable {
    /// Absolute, without `.`, `..` and links.
    package let path: FilePath
    package let label: RootLabel
    /// What it was at the last run; `nil` for a new pair, or where any folder will do.
    package var identity: RootIdentity?
    /// What it turned out not to hold (`MirrorResult.losses`): kept with the baseline, for without
    /// it the next run would take the lack for a change and carry it to the other side.
    package var lost: MirrorRoot.Held = []

    package init(_ path: FilePath, label: RootLabel) {
      self.path = path
      self.label = label
    }
  }

  /// Makes one text of three, or `nil`. It must always answer alike.
  package typealias TextMerge =
    @Sendable (_ baseline: [UInt8], _ a: [UInt8], _ b: [UInt8]) -> [UInt8]?

  package var a, b: Root
  package var direction = MirrorOptions.Direction.twoWay
  package var comparison = MirrorOptions.Comparison.fast
  package var conflicts = ConflictPolicy.keepBoth
  /// Paths with a policy of their own: somebody has settled the conflict there.
  package var settled: [MirrorPath: ConflictPolicy] = [:]
  /// Where something was deleted just now, which may come back: unknown for this run.
  package var held: Set<WatchPace.Place> = []
  package var renames = MirrorOptions.RenameDetection.on
  package var textMerge: TextMerge?
  package var newMounts = MountPolicy.refused
  /// What is left out of both sides; other file systems always are.
  package var selection = Selection()
  /// The repository, caches and state, wherever they are.
  package var leftOut: Set<BackupRequest.LeftOut> = []
  /// The name of the set that the snapshots of this pair belong to; baselines have one of their own
  /// (`baselineSet`), so that each is compared with its like.
  package let set: String
  package var reading = BackupRequest.Reading.changed
  package var level = CompressionLevel.standard
  package let workers: Int
  package var utcOffsetMinutes = 0
  /// Whether the user can give files to others: root.
  package var mayGiveAway: Bool

  /// What becomes of a run that finds something mounted where there were files.
  package enum MountPolicy: Sendable {
    case refused
    /// It is unknown, as all on other file systems is.
    case allowed
  }

  package init(a: Root, b: Root, set: String, workers: Int, mayGiveAway: Bool) {
    self.a = a
    self.b = b
    self.set = set
    self.workers = workers
    self.mayGiveAway = mayGiveAway
  }

  package var baselineSet: String { self.set + " baseline" }

  func root(_ side: Side) -> Root { side == .a ? a : b }

  /// The backup of both roots with which a run begins.
  var backup: BackupRequest {
    var selection = selection
    selection.traits.insert(.otherFileSystem)
    var request = BackupRequest(
      sources: [a.path, b.path], set: set, reading: reading, level: level, leftOut: leftOut,
      selection: selection, workers: workers, utcOffsetMinutes: utcOffsetMinutes)
    request.naming = .named
    // A watched pair would save the same again and again.
    request.unchanged = .skipped
    return request
  }
}
