import FileTree
package import Format
package import Pipelines
package import Repository
package import Snapshots
import SystemPackage

/// Takes a run back: both roots become what its first snapshot says, contents, metadata, times and
/// hard links.
///
/// Each root is refreshed from the tree that it had, by the planner and the executor of every other
/// run, after both were saved once more: so an undo can be undone. What somebody has changed since
/// the run ended is known, for the run said what both sides agreed on.
package struct MirrorUndo: Sendable {
  /// A run that ended.
  package struct Undone: Sendable {
    /// Both roots before it.
    package let before: SnapshotID
    /// What both agreed on after it; `nil` if it did not get there: then everything that differs
    /// counts as changed since.
    package let agreed: SnapshotID?

    package init(before: SnapshotID, agreed: SnapshotID?) {
      self.before = before
      self.agreed = agreed
    }
  }

  private let run: MirrorRun
  private let undone: Undone

  /// `request` names the roots, the set and what is left out; how a mirror decides does not matter.
  package init(
    _ repository: Repository, _ request: MirrorRequest, undoing undone: Undone,
    indexFolder: IndexFolder, cancellation: Cancellation, counters: MirrorCounters
  ) {
    var request = request
    request.direction = .refresh
    request.renames = .off
    request.newMounts = .allowed
    run = MirrorRun(
      repository, request, baseline: undone.agreed, indexFolder: indexFolder,
      cancellation: cancellation, counters: counters)
    self.undone = undone
  }

  /// Saves both roots and finds out what is to be done. The roots are only read.
  ///
  /// Throws `MirrorRefusal`, and whatever a backup throws.
  package func prepare(
    _ cache: any ScanCache, counters: BackupCounters = BackupCounters()
  ) throws -> PreparedUndo {
    let roots = try MirrorRoots(run.request)
    let report = try Backup(
      run.repository, run.request.backup, indexFolder: run.indexFolder,
      cancellation: run.cancellation, counters: counters
    ).run(cache)
    let a = try roots.planned(.a, run.request)
    let b = try roots.planned(.b, run.request)
    let planning = MirrorPlanning(run: run, report: report, a: a, b: b)
    let sides = try onDeepStack { [undone] in
      try Side.allCases.map { try planning.takingBack(undone, on: $0) }
    }
    return PreparedUndo(run: run, roots: roots, report: report, sides: sides)
  }
}

/// One root on its way back.
struct UndoneSide: Sendable {
  let side: Side
  /// The tree that it had is A's, the tree that it has B's.
  let planned: PlannedMirror
  /// Written to since the run.
  let changed: [MirrorPath]
}

extension MirrorPlanning {
  func takingBack(
    _ undone: MirrorUndo.Undone, on side: Side
  ) throws -> UndoneSide {
    let nodes = try SnapshotNodes(run.repository, indexFolder: run.indexFolder)
    let then = try nodes.snapshot(undone.before)
    let now = try nodes.snapshot(report.id)
    let unreadable = then.snapshot.unreadable
    guard unreadable.total == UInt64(unreadable.listed.count) else {
      throw MirrorRefusal.snapshotIsPartial
    }
    let root = run.request.root(side)
    let book = ContentBook()
    let sources = MirrorSources(run.repository, nodes.reading, cache: nodes.cache, book: book)
    let own = side == .a ? a : b
    let options = sources.options(run.request, a: own, b: own)
    let roots = MirrorTreeReader.Roots(
      baseline: try undone.agreed.map { try nodes.root(nodes.snapshot($0), at: nil) },
      a: try nodes.root(then, at: root.path), b: try nodes.root(now, at: root.path), leaves: 0,
      unknownA: UnknownPlaces(unreadable.listed.map(\.path), root: root.path.bytes),
      unknownB: unknown(side))
    var trees = try read(nodes, roots, book, options)
    trees.leftovers = trees.leftovers.filter { $0.side == .b }
    let rests = try MirrorRest.judge(&trees, options)
    let changed = ChangesSince(options).paths(then: trees.a, now: trees.b, agreed: trees.baseline)
    return UndoneSide(
      side: side,
      planned: PlannedMirror(
        reading: nodes.reading, options: options, book: book, trees: trees, rests: rests,
        plan: MirrorPlan(baseline: nil, a: trees.a, b: trees.b, options: options)),
      changed: changed)
  }
}

/// Finds what is neither as a run found it nor as it left it.
struct ChangesSince {
  private let metadata: MetadataMerge
  private var path: [FileName] = []
  private var found: [MirrorPath] = []

  init(_ options: MirrorOptions) {
    metadata = MetadataMerge(options)
  }

  /// In order. Without an agreed tree, all that is not as it was.
  func paths(then: MirrorTree, now: MirrorTree, agreed: MirrorTree?) -> [MirrorPath] {
    var search = self
    search.compare(agreed?.nodes ?? [], then.nodes, now.nodes)
    return search.found
  }

  private mutating func compare(
    _ agreed: [MirrorNode], _ then: [MirrorNode], _ now: [MirrorNode]
  ) {
    for row in NodeJoin(agreed, then, now) {
      path.append(row.name)
      compare(row.baseline, then: row.a, now: row.b)
      path.removeLast()
    }
  }

  private mutating func compare(_ agreed: MirrorNode?, then: MirrorNode?, now: MirrorNode?) {
    if then?.isUnknown == true || now?.isUnknown == true { return }
    guard let now else {
      // Deleted by the run, or after it.
      if then != nil, agreed != nil { found.append(MirrorPath(path)) }
      return
    }
    if now.isFolder {
      if isChanged(now, then: then, agreed: agreed) { found.append(MirrorPath(path)) }
      compare(agreed?.nodes ?? [], then?.nodes ?? [], now.nodes)
    } else if !isSame(now, then), !isSame(now, agreed) {
      found.append(MirrorPath(path))
    }
  }

  /// Of a folder: whether there was one, before or after the run, of other metadata; its time is
  /// anybody's who works in it.
  private func isChanged(_ now: MirrorNode, then: MirrorNode?, agreed: MirrorNode?) -> Bool {
    let known = [then, agreed].compactMap { $0 }.filter(\.isFolder)
    return !known.contains { node in
      var own = now.metadata
      own.modified = node.metadata.modified
      return metadata.areEqual(own, node.metadata)
    } && then != nil
  }

  private func isSame(_ now: MirrorNode, _ other: MirrorNode?) -> Bool {
    guard let other else { return false }
    return now.isSameLeaf(as: other) && metadata.areEqual(now.metadata, other.metadata)
  }
}
