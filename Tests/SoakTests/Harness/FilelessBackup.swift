import CShims
import Format
import Pipelines
import Sealing
import SystemPackage
import TestSupport

@testable import FileTree
@testable import Repository
@testable import Snapshots

/// What a machine remembers of the last backup of a set.
struct ScanKey: Hashable {
  let machine: Int
  let set: Int
}

/// The local record by which files are taken over unread: where the tree of each folder is.
struct Scan {
  let trees: [[UInt8]: TreeReference]
  let tree: SavedTree
}

/// A backup of a folder that is only a model: what `Backup` does once a file has been read, by the
/// same worker, collector and session.
struct FilelessBackup {
  /// As many as `Backup` makes.
  private static let maxRuns = 3

  private let performance: Performance
  private let style: BackupStyle
  private let tree: SavedTree

  init(_ performance: Performance, _ style: BackupStyle) {
    self.performance = performance
    self.style = style
    let world = performance.world
    world.sources[style.set].edit(world.ledger.trees, &world.random)
    tree = world.sources[style.set]
  }

  func run() throws {
    for _ in 1..<Self.maxRuns {
      do {
        return try runOnce()
      } catch let error as RepositoryError where error.cause is SessionFenced {
        try performance.live()
      }
    }
    try runOnce()
  }

  private func runOnce() throws {
    let repository = performance.client.repository
    let session = try WriteSession(
      repository, purpose: .backup, indexFolder: IndexFolder(nil),
      checkpointBytes: style.checkpointBytes)
    do {
      try performance.live()
      try FilelessRun(session, tree, style, performance).run()
    } catch {
      session.abandon()
      throw error
    }
  }
}

/// One session of it.
private final class FilelessRun {
  private static let source = FilePath("/src")
  private static let owners = Owners()
  private static let parent = Result { try OpenFolder.open("/") }

  private let session: WriteSession
  private let tree: SavedTree
  private let style: BackupStyle
  private let performance: Performance
  private let started: Timestamp
  private let compared: ComparedSnapshot
  private let scan: Scan?
  private let collector: BackupCollector
  private let worker: BackupWorker
  private let cutting: Cutting
  private let rows: ScanRows
  private var filesDone = 0

  init(
    _ session: WriteSession, _ tree: SavedTree, _ style: BackupStyle, _ performance: Performance
  ) throws {
    let repository = session.repository
    (self.session, self.tree, self.style, self.performance) = (session, tree, style, performance)
    let world = performance.world
    let attempt = world.ledger.begin(tree, by: performance.process)
    started = Timestamp(
      seconds: repository.surroundings.clock.now.seconds, nanoseconds: attempt)
    let frames = FrameCache()
    let counters = BackupCounters()
    let catalog = try SnapshotCatalog.load(repository, state: session.view.state)
    let trees = try ComparedTrees(repository, session.view.index, frames)
    try performance.live()
    let newest = SnapshotSet(name: "set\(style.set)", host: "", sources: [])
      .newest(of: catalog.snapshots)
    compared = ComparedSnapshot(newest, trees)
    scan = world.scans[ScanKey(machine: performance.process.machine, set: style.set)]
    rows = ScanRows(before: scan?.trees ?? [:])
    let reads = FileReads(share: nil)
    cutting = try Cutting(repository, limit: 0, started: started, reads: reads)
    func sink(_ kind: FrameKind) throws -> ChunkSink {
      try ChunkSink(
        session.share, level: .standard, kind: kind, cache: frames, counters: counters)
    }
    let treeSink = try sink(.tree)
    collector = BackupCollector(
      session, dataSink: try sink(.data), treeSink: treeSink,
      trees: TreeBuilder(
        treeSink, trees.reader, Self.owners, gearTable: repository.keyring.gearTable),
      rows: rows, settledBefore: started, counters: counters,
      linkReader: { throw Performance.Death() })
    worker = try BackupWorker(
      session.share, level: .standard, cache: frames, owners: Self.owners, counters: counters,
      cutting: cutting)
  }

  func run() throws {
    do {
      try walk(
        WalkedFolder(name: nil, status: try .model(.folder), entries: [], in: nil),
        prefix: "", known: compared.node(named: try name("src")))
    } catch is Cancelled {
      // As `Backup` does: what was stored stays.
      try? collector.flush()
      try? session.checkpoint()
      session.abandon()
      try performance.live()
      return
    }
    let root = try collector.finish(previousRoot: compared.root)
    var remarks = Remarks()
    if style.isTagged { remarks.tags = ["first"] }
    let id = try session.commit(snapshot(root), remarks: remarks)
    try performance.live()
    guard let id else { preconditionFailure("a commit with a snapshot gives its ID") }
    let world = performance.world
    world.ledger.noteSaved(id, started.nanoseconds, tags: remarks.tags)
    world.scans[ScanKey(machine: performance.process.machine, set: style.set)] = Scan(
      trees: rows.trees, tree: tree)
    world.counts.saved += 1
  }

  private func snapshot(_ root: TreeReference) -> Snapshot {
    let repository = session.repository
    return Snapshot(
      time: started, utcOffsetMinutes: 0, host: repository.surroundings.process.host,
      user: "user", set: "set\(style.set)", program: repository.surroundings.program,
      comparedWith: compared.id, previous: compared.id, root: root,
      sources: [Self.source.bytes], counts: collector.counts, unreadable: UnreadableEntries())
  }
}

// MARK: the walk

extension FilelessRun {
  private func name(_ text: String) throws -> FileName {
    guard let name = FileName(text.utf8) else { throw Performance.Death() }
    return name
  }

  private func walk(
    _ folder: WalkedFolder, prefix: String, known: Node?
  ) throws {
    let recalled = recalled(folder, prefix)
    var previous = PreviousFolder(recalled, compared: known?.tree, compared.trees.reader)
    let visit = FolderVisit(
      folder, name: try folder.name ?? name("src"), source: Self.source.bytes,
      previous: previous, previousNode: known)
    try take([.enter(visit, [])])
    if case .same(_, let fingerprints, let bytes) = recalled {
      filesDone += fingerprints.count
      return try take([
        .same(FileTally(unchanged: fingerprints.count), bytes: bytes),
        .leave(visit, isRowTrue: true),
      ])
    }
    for child in Self.children(prefix, of: tree) {
      let name = try name(child)
      guard let texts = tree.files[prefix + child] else {
        let below = WalkedFolder(
          name: name, status: try .model(.folder), entries: [], in: folder)
        try walk(below, prefix: "\(prefix)\(child)/", known: previous.node(named: name))
        continue
      }
      if filesDone == style.stopsAfter { throw Cancelled() }
      filesDone += 1
      try file(name, prefix + child, texts, folder, &previous)
    }
    try take([.leave(visit, isRowTrue: false)])
  }

  /// As `RecalledFolder` is made, with the model in the place of what the row says.
  private func recalled(_ folder: WalkedFolder, _ prefix: String) -> RecalledFolder {
    guard !style.readsEverything, let scan, let tree = scan.trees[folder.path] else {
      return .nothing
    }
    let names = Self.children(prefix, of: self.tree)
    let areSame =
      names == Self.children(prefix, of: scan.tree)
      && names.allSatisfy {
        let texts = self.tree.files[prefix + $0]
        return texts != nil && texts == scan.tree.files[prefix + $0]
      }
    if areSame, let bytes = compared.trees.bytesOfFiles(in: tree, count: names.count) {
      return .same(tree: tree, fingerprints: names.map { _ in nil }, bytes: bytes)
    }
    return .row(ScanRow(tree: tree, entries: []))
  }

  private static func children(_ prefix: String, of tree: SavedTree) -> [String] {
    let below = tree.files.keys.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
    return Set(below.map { String($0.prefix { $0 != "/" }) }).sorted()
  }

  private func file(
    _ name: FileName, _ path: String, _ texts: [Text], _ folder: WalkedFolder,
    _ previous: inout PreviousFolder
  ) throws {
    let known = previous.node(named: name)
    // As in `SourceWalk`, with the model in the place of what the row says.
    if previous.recalled.files != nil, let known, known.kind == .file,
      scan?.tree.files[path] == texts, compared.trees.hasAllChunks(of: known)
    {
      return try take([.node(known, previous: known, compared: known, .none, nil)])
    }
    let task = EntryTask(
      name: name, nodeName: name, status: try .model(.file), parent: try Self.parent.get(),
      place: EntryPlace(source: Self.source.bytes, entry: (folder, name)),
      previous: known?.kind == .file ? known : nil, compared: known)
    let size = texts.count * Text.byteCount
    var steps: [WorkStep] = texts.isEmpty ? [] : [.span(span(texts, task, size))]
    steps.append(
      .spansEnd(
        SpannedFile(
          task: task, size: UInt64(size), holes: [], attributes: [], attributesProblem: nil,
          reading: .none)))
    let item = try worker.perform(WorkItem(steps: steps))
    try performance.live()
    try collector.take(item)
    try performance.live()
  }

  private func span(_ texts: [Text], _ task: EntryTask, _ size: Int) -> FileSpan {
    let buffer = cutting.pool.take()
    for text in texts {
      let bytes = text.bytes
      let room = UnsafeMutableRawBufferPointer(
        rebasing: buffer.mutableBytes[buffer.count..<buffer.count + bytes.count])
      room.copyBytes(from: bytes)
      buffer.count += bytes.count
    }
    return FileSpan(
      bytes: SpanBytes(buffer, pool: cutting.pool), offset: 0,
      chunkLengths: texts.map { _ in Text.byteCount },
      history: cutting.history(of: task, newSize: UInt64(size), trees: compared.trees))
  }

  private func take(_ steps: [WorkedStep]) throws {
    try performance.live()
    try collector.take(
      WorkedItem(frames: [], rest: [], newBytes: 0, steps: steps, remarks: []))
  }
}

/// Collects the trees of the folders.
private final class ScanRows: ScanRowWriter {
  private(set) var trees: [[UInt8]: TreeReference] = [:]
  private let before: [[UInt8]: TreeReference]

  init(before: [[UInt8]: TreeReference]) { self.before = before }

  func keep(source: [UInt8], path: [UInt8]) { trees[path] = before[path] }
  func add(_ row: ScanRow, source: [UInt8], path: [UInt8]) { trees[path] = row.tree }
  func publish() {}
  func discard() {}
}

extension FileStatus {
  /// Of an entry that is nowhere.
  fileprivate static func model(_ kind: NodeKind) throws -> FileStatus {
    var raw = martlet_tree_status()
    raw.mode = kind == .folder ? 0o040755 : 0o100644
    raw.link_count = 1
    guard let status = FileStatus(raw) else { throw Performance.Death() }
    return status
  }
}
