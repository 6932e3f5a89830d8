import FileTree
import Format
import Pipelines
import Repository

/// Takes what the workers made, in walk order: appends frames to the session, builds trees, counts,
/// and notes what the report has to say. Runs on the thread that appends.
final class BackupCollector {
  private let session: WriteSession
  private let dataSink: ChunkSink
  private let treeSink: ChunkSink
  private let counters: BackupCounters
  private let rows: any ScanRowWriter
  /// Entries touched at or after this time are read again next time.
  private let settledBefore: Timestamp
  private var trees: TreeBuilder
  private let makeLinkReader: () throws -> LinkReader
  /// Made when it is first needed, which is rare.
  private var linkReader: LinkReader?
  private var linked = LinkedContents()
  /// Chunks of the large file whose spans are arriving.
  private var spannedChunks = SpannedChunks()
  /// Paths of the present item of which something else than a change is said.
  private var remarked: Set<[UInt8]> = []
  private(set) var counts = SnapshotCounts()
  private(set) var newBytes = 0
  /// Entries that have no node because they could not be read.
  private(set) var failedCount = 0
  /// Those, and entries that are saved without their attributes.
  private(set) var unreadable: [BackupReport.Remark] = []
  private(set) var unsteady: [BackupReport.Remark] = []

  init(
    _ session: WriteSession, dataSink: ChunkSink, treeSink: ChunkSink, trees: TreeBuilder,
    rows: any ScanRowWriter, settledBefore: Timestamp, counters: BackupCounters,
    linkReader: @escaping () throws -> LinkReader
  ) {
    self.session = session
    self.dataSink = dataSink
    self.treeSink = treeSink
    self.trees = trees
    self.rows = rows
    self.settledBefore = settledBefore
    self.counters = counters
    makeLinkReader = linkReader
  }

  func take(_ item: WorkedItem) throws {
    try absorb(item)
    try append(treeSink.takeFrames())
    try session.tick()
  }

  private func absorb(_ item: WorkedItem) throws {
    newBytes += item.newBytes
    unreadable += item.remarks
    remarked = Set(item.remarks.map(\.path))
    try append(item.frames)
    try dataSink.add(item.rest)
    try append(dataSink.takeFrames())
    for step in item.steps { try take(step) }
  }

  /// The sources that have a node so far, by their names in the root tree.
  var sourceNames: Set<FileName> { trees.sourceNames }

  /// Stores the root tree and everything that waits for company.
  func finish(previousRoot: TreeReference?) throws -> TreeReference {
    let root = try trees.finish(previous: previousRoot)
    try flush()
    return root
  }

  /// Hands every chunk gathered so far to the session: before a checkpoint and at the end.
  func flush() throws {
    try append(try dataSink.finish())
    try append(try treeSink.finish())
    newBytes += dataSink.takeNewBytes() + treeSink.takeNewBytes()
  }

  private func append(_ frames: [SealedFrame]) throws {
    for frame in frames {
      counters.addStored(bytes: frame.bytes.count)
      try session.append(frame)
    }
  }
}

// MARK: steps

extension BackupCollector {
  private func take(_ step: WorkedStep) throws {
    switch step {
    case .enter(let visit, let attributes): trees.enter(visit, attributes)
    case .leave(let visit, let isRowTrue): try leave(visit, isRowTrue: isRowTrue)
    case .unchanged(let files): try add(files)
    case .same(let tally, let bytes):
      trees.keepPrevious()
      counts.add(tally, bytes: bytes)
    case .node(let node, let previous, let compared, let reading, let place):
      remember(node, reading, place)
      try add(node, previous: previous, compared: compared, reading, place)
    case .link(let task, let link): try add(task, link)
    case .span(let chunks): try spannedChunks.add(chunks, trees.putList)
    case .spansEnd(let file): try add(file)
    case .spansFailed(let path, let reason):
      spannedChunks = SpannedChunks()
      fail(path, reason)
    case .failed(let path, let reason): fail(path, reason)
    case .vanished(let path, let reason):
      unsteady.append(BackupReport.Remark(path: path, reason: reason))
    }
  }

  private func fail(_ path: [UInt8], _ reason: String) {
    failedCount += 1
    unreadable.append(BackupReport.Remark(path: path, reason: reason))
  }

  private func add(
    _ node: Node, previous: Node?, compared: Node?, _ reading: Reading, _ place: EntryPlace?
  ) throws {
    try trees.add(node, previous: previous, reading)
    counts.count(node, compared: compared)
    if reading.steadiness == .unsteady, let place, !isRemarked(place) {
      unsteady.append(BackupReport.Remark(path: place.path, reason: "changed while it was read"))
    }
  }

  private func add(_ file: SpannedFile) throws {
    defer { spannedChunks = SpannedChunks() }
    let content = try spannedChunks.content(
      size: file.size, holes: file.holes, trees.putList)
    guard let content else { return fail(file.task.path, "it has too many chunks") }
    let node = file.task.node(content, attributes: file.attributes, trees.owners)
    remember(node, file.reading, file.task.place)
    try add(
      node, previous: file.task.previous, compared: file.task.compared, file.reading,
      file.task.place)
  }

  /// A further name gets what was stored for the first, and is read where there is no such thing.
  private func add(_ task: EntryTask, _ link: HardLink) throws {
    defer { if link.place == .last { linked.forget(link) } }
    guard let first = linked.find(link) else { return try read(task) }
    let node = task.node(first.content, attributes: first.attributes, trees.owners)
    if node.kind == .file { counters.addFile(bytes: node.size) }
    try add(
      node, previous: task.previous, compared: task.compared, first.reading, task.place)
  }

  /// For the further names of an inode; of what lacks its attributes each name is tried.
  private func remember(_ node: Node, _ reading: Reading, _ place: EntryPlace?) {
    if !isRemarked(place) { linked.remember(node, reading) }
  }

  private func isRemarked(_ place: EntryPlace?) -> Bool {
    guard let place, !remarked.isEmpty else { return false }
    return remarked.contains(place.path)
  }

  private func read(_ task: EntryTask) throws {
    let reader = try linkReader ?? makeLinkReader()
    linkReader = reader
    let outer = remarked
    try reader.read(task, absorb)
    remarked = outer
  }

  private func add(_ files: UnchangedFiles) throws {
    if files.isLinked { for node in files.nodes { linked.remember(node, .none) } }
    try trees.add(files)
    counts.add(files.tally, bytes: files.bytes)
  }

  private func leave(_ visit: FolderVisit, isRowTrue: Bool) throws {
    let (tree, readings) = try trees.leave(visit)
    counts.folders += 1
    guard !isRowTrue || tree != visit.previous else {
      return rows.keep(source: visit.source, path: visit.folder.path)
    }
    rows.add(
      ScanRow(visit, tree: tree, readings, settledBefore: settledBefore),
      source: visit.source, path: visit.folder.path)
  }
}
