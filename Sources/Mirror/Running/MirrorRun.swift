import FileTree
package import Format
package import Pipelines
package import Repository
package import Snapshots
import SystemPackage

/// One run of a mirror: two folders are saved, compared, and made equal.
///
/// ```
/// MirrorRoots -> Backup -> MirrorTreeReader -> MirrorPlan -> Rails -> MirrorExecutor -> baseline
/// who they are   both,     trees, from         shown        judged   steps             a snapshot
///                at once   snapshots alone                                             of its own
/// ```
///
/// Before the first step every byte of both sides is in the repository. A run that is killed leaves
/// each path old or new, and the old baseline: the next one converges.
package struct MirrorRun: Sendable {
  let repository: Repository
  let request: MirrorRequest
  let baseline: SnapshotID?
  let indexFolder: IndexFolder
  let cancellation: Cancellation
  let counters: MirrorCounters
  /// Whether equal folders are passed over; to see them all is for tests.
  var sealing = MirrorTreeReader.Sealing.sealed
  /// What a test does to the calls that change a root.
  var probe: CallProbe = { (_, _, _) throws(Errno) in }

  /// `baseline` is the one of the last run of this pair; `nil` if there is none: then everything
  /// that either side has stays (R1).
  package init(
    _ repository: Repository, _ request: MirrorRequest, baseline: SnapshotID?,
    indexFolder: IndexFolder, cancellation: Cancellation, counters: MirrorCounters
  ) {
    self.repository = repository
    self.request = request
    self.baseline = baseline
    self.indexFolder = indexFolder
    self.cancellation = cancellation
    self.counters = counters
  }

  /// Saves both sides and plans. The roots are only read.
  ///
  /// Throws `MirrorRefusal`, and whatever a backup throws.
  package func prepare(
    _ cache: any ScanCache, counters: BackupCounters = BackupCounters()
  ) throws -> PreparedMirror {
    let clock = repository.surroundings.clock
    let started = clock.sinceBoot
    let roots = try MirrorRoots(request)
    let report = try Backup(
      repository, request.backup, indexFolder: indexFolder, cancellation: cancellation,
      counters: counters
    ).run(cache)
    let now = try MirrorRoots(request).identities
    for side in Side.allCases where now[side] != roots.identities[side] {
      throw MirrorRefusal.isAnotherRoot(side)
    }
    let saved = clock.sinceBoot
    let planning = MirrorPlanning(
      run: self, report: report, a: try roots.planned(.a, request),
      b: try roots.planned(.b, request))
    let planned = try onDeepStack { try planning.plan() }
    return PreparedMirror(
      run: self, roots: roots, report: report, planned: planned,
      savingNanoseconds: saved &- started, planningNanoseconds: clock.sinceBoot &- saved)
  }
}

/// Both roots as they were saved, and the plan for them.
struct PlannedMirror: Sendable {
  let reading: RepositoryReading
  let options: MirrorOptions
  let book: ContentBook
  let trees: MirrorTrees
  /// The agreed tree of the last run.
  var oldTree: TreeReference?
  let rests: [MirrorRest]
  let plan: MirrorPlan
}

/// Something that a killed run left, and what becomes of it before the first step.
struct MirrorRest: Sendable {
  enum Fate: Sendable {
    case unfinished
    /// Its content is in one of the trees.
    case removed(MirrorNode)
    /// Nobody else has it: it becomes a file that people see.
    case recovered(as: FileName)
  }

  let side: Side
  let path: MirrorPath
  let fate: Fate
}

/// Makes the plan of a run from the snapshot of both roots.
struct MirrorPlanning: Sendable {
  let run: MirrorRun
  let report: BackupReport
  let a, b: MirrorRoot

  private var request: MirrorRequest { run.request }

  /// A slow run and a refresh do not look at the baseline.
  private var usedBaseline: SnapshotID? {
    request.direction == .refresh || request.comparison == .slow ? nil : run.baseline
  }

  func plan() throws -> PlannedMirror {
    guard !report.leftOutPlaces.isCutShort else { throw MirrorRefusal.tooMuchIsLeftOut }
    let nodes = try SnapshotNodes(run.repository, indexFolder: run.indexFolder)
    let before = try nodes.snapshot(report.id)
    let old = try usedBaseline.map { try nodes.snapshot($0) }
    let book = ContentBook()
    let sources = MirrorSources(
      run.repository, nodes.reading, cache: nodes.cache, book: book)
    var options = sources.options(request, a: a, b: b)
    if let old {
      options.olderContents = sources.olderContents(request, before: old.snapshot.time)
    }
    let roots = MirrorTreeReader.Roots(
      baseline: try old.map { try nodes.root($0, at: nil) },
      a: try nodes.root(before, at: request.a.path),
      b: try nodes.root(before, at: request.b.path),
      leaves: before.snapshot.counts.leaves,
      unknownA: unknown(.a), unknownB: unknown(.b))
    var trees = try read(nodes, roots, book, options)
    try checkMounts(trees)
    let rests = try MirrorRest.judge(&trees, options)
    let plan = MirrorPlan(
      baseline: trees.baseline, a: trees.a, b: trees.b, options: options)
    try sources.check()
    return PlannedMirror(
      reading: nodes.reading, options: options, book: book, trees: trees,
      oldTree: roots.baseline?.tree, rests: rests, plan: plan)
  }

  /// Sealed, unless an earlier run was killed: then it must be known what is where.
  func read(
    _ nodes: SnapshotNodes, _ roots: MirrorTreeReader.Roots, _ book: ContentBook,
    _ options: MirrorOptions
  ) throws -> MirrorTrees {
    let setIDs = options.setIDs
    var reader = try MirrorTreeReader(
      nodes.trees, roots, book: book, setIDs: setIDs, sealing: run.sealing)
    let trees = try reader.read()
    guard trees.leftovers.contains(where: { $0.node != nil }) else { return trees }
    var whole = try MirrorTreeReader(
      nodes.trees, roots, book: book, setIDs: setIDs, sealing: .open)
    return try whole.read()
  }

  func unknown(_ side: Side) -> UnknownPlaces {
    let root = request.root(side)
    let paths =
      report.unreadable.map(\.path) + report.unsteady.map(\.path)
      + report.leftOutPlaces.all.map(\.path)
    var places = UnknownPlaces(paths, root: root.path.bytes)
    for place in request.held where place.side == side { places.add(place.path) }
    return places
  }

  /// What was there at the last run must not count as unknown only because a disk came over it.
  private func checkMounts(_ trees: MirrorTrees) throws(MirrorRefusal) {
    guard request.newMounts == .refused, let baseline = trees.baseline else { return }
    for place in report.leftOutPlaces.all where place.isOtherFileSystem {
      for side in Side.allCases {
        guard let path = MirrorPath(place.path, in: request.root(side).path.bytes),
          let node = baseline.node(at: path), node.content != .folder([])
        else { continue }
        throw .mountAppeared(side, path)
      }
    }
  }
}

extension MirrorPath {
  /// Of an absolute path below a root; `nil` for one that is not.
  init?(_ path: [UInt8], in root: [UInt8]) {
    let prefix = root.last == UInt8(ascii: "/") ? root : root + [UInt8(ascii: "/")]
    guard path.starts(with: prefix) else { return nil }
    let names = path[prefix.count...].split(separator: UInt8(ascii: "/"))
    let found = names.compactMap { FileName($0) }
    guard !found.isEmpty, found.count == names.count else { return nil }
    self.init(found)
  }
}

extension MirrorRest {
  /// Decides about what was left; what is recovered has its new name in the trees from now on.
  static func judge(
    _ trees: inout MirrorTrees, _ options: MirrorOptions
  ) throws -> [MirrorRest] {
    guard !trees.leftovers.isEmpty else { return [] }
    var known: Set<MirrorNode.Content> = []
    for tree in [trees.baseline, trees.a, trees.b] { tree?.collectLeaves(into: &known) }
    var rests: [MirrorRest] = []
    for rest in trees.leftovers {
      guard let node = rest.node else {
        rests.append(MirrorRest(side: rest.side, path: rest.path, fate: .unfinished))
        continue
      }
      if node.content == .folder([]) || known.contains(node.content) {
        rests.append(MirrorRest(side: rest.side, path: rest.path, fate: .removed(node)))
        continue
      }
      guard let recovered = FileName("recovered".utf8) else { continue }
      let folder = rest.path.parent
      let name = ConflictName.name(
        for: node.named(recovered), label: options.root(rest.side).label, digest: options.digest
      ) { name in
        trees.a.node(at: folder.appending(name)) != nil
          || trees.b.node(at: folder.appending(name)) != nil
      }
      trees.insert(node, at: folder.appending(name), on: rest.side)
      rests.append(MirrorRest(side: rest.side, path: rest.path, fate: .recovered(as: name)))
    }
    return rests
  }
}

extension MirrorTree {
  func collectLeaves(into found: inout Set<MirrorNode.Content>) {
    func add(_ nodes: [MirrorNode]) {
      for node in nodes {
        if node.isLeaf { found.insert(node.content) }
        add(node.nodes)
      }
    }
    add(nodes)
  }
}

extension MirrorOptions {
  /// What both roots can hold.
  var held: MirrorRoot.Held { a.held.intersection(b.held) }

  var setIDs: MirrorMetadata.SetIDs { held.contains(.owner) ? .held : .ignored }
}
