import FileTree
package import Format
package import Pipelines
package import Repository
package import Snapshots
import SystemPackage

/// Takes B away, once everything in it is in a snapshot.
///
/// What is in it goes by the planner and the executor of every other run: each entry only if it is
/// still what was saved. The folder itself stays, empty.
package struct MirrorRemoval: Sendable {
  private let run: MirrorRun

  package init(
    _ repository: Repository, _ request: MirrorRequest, indexFolder: IndexFolder,
    cancellation: Cancellation, counters: MirrorCounters
  ) {
    var request = request
    request.direction = .refresh
    request.renames = .off
    var run = MirrorRun(
      repository, request, baseline: nil, indexFolder: indexFolder, cancellation: cancellation,
      counters: counters)
    run.sealing = .open
    self.run = run
  }

  /// Saves both roots. They are only read.
  package func prepare(
    _ cache: any ScanCache, counters: BackupCounters = BackupCounters()
  ) throws -> PreparedRemoval {
    let roots = try MirrorRoots(run.request)
    let report = try Backup(
      run.repository, run.request.backup, indexFolder: run.indexFolder,
      cancellation: run.cancellation, counters: counters
    ).run(cache)
    let planning = MirrorPlanning(
      run: run, report: report, a: try roots.planned(.a, run.request),
      b: try roots.planned(.b, run.request))
    let planned = try onDeepStack { try planning.removal() }
    return PreparedRemoval(run: run, roots: roots, planned: planned, before: report.id)
  }
}

/// B is saved, and what is to go is known. For one thread.
package final class PreparedRemoval {
  private let run: MirrorRun
  private let roots: MirrorRoots
  private let planned: PlannedMirror
  /// Both roots as they are.
  package let before: SnapshotID

  init(run: MirrorRun, roots: MirrorRoots, planned: PlannedMirror, before: SnapshotID) {
    (self.run, self.roots, self.planned, self.before) = (run, roots, planned, before)
  }

  /// Something in B is not in the snapshot: excluded, unreadable, on another file system.
  package var isPartial: Bool {
    planned.trees.b.nodes.contains(where: \.hasUnknown)
  }

  package var plan: MirrorPlan { planned.plan }

  /// Deletes what is in B; what has changed meanwhile stays and is named.
  package func perform() throws -> [MirrorFailure] {
    let crew = try MirrorCrew(run, roots, planned, undoing: .b)
    try crew.clear(planned.rests)
    let executor = try MirrorExecutor(
      crew, plan, links: planned.trees.links, workers: run.request.workers)
    try executor.run()
    return executor.ledger.failures
  }
}

extension MirrorPlanning {
  fileprivate func removal() throws -> PlannedMirror {
    guard !report.leftOutPlaces.isCutShort else { throw MirrorRefusal.tooMuchIsLeftOut }
    let nodes = try SnapshotNodes(run.repository, indexFolder: run.indexFolder)
    let root = try nodes.root(try nodes.snapshot(report.id), at: run.request.b.path)
    let book = ContentBook()
    let sources = MirrorSources(run.repository, nodes.reading, cache: nodes.cache, book: book)
    let options = sources.options(run.request, a: b, b: b)
    let roots = MirrorTreeReader.Roots(
      baseline: nil, a: root, b: root, leaves: 0, unknownA: .none, unknownB: unknown(.b))
    var trees = try read(nodes, roots, book, options)
    trees.leftovers = trees.leftovers.filter { $0.side == .b }
    let rests = try MirrorRest.judge(&trees, options)
    trees.a = MirrorTree(metadata: trees.b.metadata, nodes: [])
    return PlannedMirror(
      reading: nodes.reading, options: options, book: book, trees: trees, rests: rests,
      plan: MirrorPlan(baseline: nil, a: trees.a, b: trees.b, options: options))
  }
}
