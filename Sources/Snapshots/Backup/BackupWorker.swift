import FileTree
import Format
import Pipelines
import Repository
import Sealing
import SystemPackage

/// What became of a `WorkItem`: frames for the session, and the steps with nodes instead of tasks.
struct WorkedItem: Sendable {
  let frames: [SealedFrame]
  /// Chunks too few for a frame of their own.
  let rest: [PendingChunk]
  let newBytes: Int
  let steps: [WorkedStep]
  /// Entries that are saved without their attributes, and why.
  let remarks: [BackupReport.Remark]
}

/// A step of the walk after a worker has dealt with it.
enum WorkedStep: Sendable {
  case enter(FolderVisit, [ExtendedAttribute])
  case leave(FolderVisit, isRowTrue: Bool)
  case unchanged(UnchangedFiles)
  /// The tree of the folder from before holds.
  case same(FileTally, bytes: UInt64)
  case node(Node, previous: Node?, compared: Node?, Reading, EntryPlace?)
  /// A further name of an inode.
  case link(EntryTask, HardLink)
  /// Chunks of a large file.
  case span([ChunkID])
  case spansEnd(SpannedFile)
  case spansFailed(path: [UInt8], reason: String)
  case failed(path: [UInt8], reason: String)
  case vanished(path: [UInt8], reason: String)
}

/// One worker of the backup: reads, names, compresses and seals while the bytes are in the cache.
final class BackupWorker {
  /// Of less the ID is as quick.
  private static let minFingerprintBytes = 4_096

  private let sink: ChunkSink
  private let owners: Owners
  private let counters: BackupCounters
  private let cutting: Cutting
  private let trees: ComparedTrees
  private let buffer: Buffer
  private var remarks: [BackupReport.Remark] = []
  /// The chunk of zeros that was named last: in an empty stretch all have one length.
  private var zeros: (length: Int, id: ChunkID)?

  init(
    _ session: SessionShare, level: CompressionLevel, cache: FrameCache, owners: Owners,
    counters: BackupCounters, cutting: Cutting
  ) throws(RepositoryError) {
    sink = try ChunkSink(session, level: level, kind: .data, cache: cache, counters: counters)
    trees = try ComparedTrees(session.repository, session.index, cache)
    self.cutting = cutting
    self.owners = owners
    self.counters = counters
    // One byte more shows that a file has grown past the limit.
    buffer = Buffer(capacity: cutting.wholeFileBytes + 1)
  }

  func perform(_ item: WorkItem) throws(RepositoryError) -> WorkedItem {
    var steps: [WorkedStep] = []
    steps.reserveCapacity(item.steps.count)
    for step in item.steps { steps.append(try perform(step)) }
    let (frames, rest) = try sink.takeAll()
    defer { remarks = [] }
    return WorkedItem(
      frames: frames, rest: rest, newBytes: sink.takeNewBytes(), steps: steps, remarks: remarks)
  }

  /// What cannot be read of the attributes must not cost the contents: the entry is saved without
  /// them, and the report says so.
  private func attributes(
    of path: @autoclosure () -> [UInt8], _ read: () throws(Errno) -> [ExtendedAttribute]
  ) -> [ExtendedAttribute]? {
    do throws(Errno) {
      return try read()
    } catch {
      remark(path(), error)
      return nil
    }
  }

  private func remark(_ path: [UInt8], _ error: Errno) {
    counters.addError()
    remarks.append(
      BackupReport.Remark(path: path, reason: "its attributes: \(error.clause)"))
  }

  private func perform(_ step: WorkStep) throws(RepositoryError) -> WorkedStep {
    switch step {
    case .enter(let visit, let open):
      let path = { visit.source.appending(path: visit.folder.path) }
      return .enter(visit, attributes(of: path(), open.extendedAttributes) ?? [])
    case .leave(let visit, let isRowTrue): return .leave(visit, isRowTrue: isRowTrue)
    case .unchanged(let files):
      counters.add(files: files.nodes.count, bytes: files.bytes)
      return .unchanged(files)
    case .same(let tally, let bytes):
      counters.add(files: tally.files, bytes: bytes)
      return .same(tally, bytes: bytes)
    case .file(let task): return try file(task)
    case .other(let task): return try other(task)
    case .link(let task, let link): return .link(task, link)
    case .span(let span): return .span(try chunks(of: span))
    case .zeros(let span): return .span(try chunks(of: span))
    case .spansEnd(let file):
      counters.addFile(bytes: file.size)
      if let error = file.attributesProblem { remark(file.task.path, error) }
      return .spansEnd(file)
    case .spansFailed(let path, let reason):
      counters.addError()
      return .spansFailed(path: path, reason: reason)
    case .failed(let path, let reason):
      counters.addError()
      return .failed(path: path, reason: reason)
    case .vanished(let path, let reason): return .vanished(path: path, reason: reason)
    }
  }
}

// MARK: files

extension BackupWorker {
  /// A file that fits into the buffer. If it has grown past that since it was listed, what was read
  /// is stored: it is reported, and read again next time.
  private func file(_ listed: FileTask) throws(RepositoryError) -> WorkedStep {
    let task: FileTask
    let isSteady: Bool
    let holes: [Hole]
    let attributes: [ExtendedAttribute]?
    do throws(Errno) {
      let open = try listed.parent.openFile(listed.name)
      task = listed.opened(open, maxBytes: UInt64(cutting.wholeFileBytes))
      try read(open)
      holes = self.holes(of: open)
      attributes = self.attributes(of: task.path, open.extendedAttributes)
      isSteady =
        try open.status().isUnchanged(since: task.status) && buffer.count == task.status.size
    } catch {
      return try perform(listed.failed(error))
    }
    let (ids, fingerprint) = try contents(of: task)
    counters.addFile(bytes: UInt64(buffer.count))
    let content = Node.Content.file(
      size: UInt64(buffer.count), ids: ids, idsNameLists: false, holes: holes)
    let node = task.node(content, attributes: attributes ?? [], owners)
    let reading = task.reading(isSteady && attributes != nil, fingerprint)
    return .node(
      node, previous: task.previous, compared: task.compared, reading, task.place)
  }

  /// Fills the buffer from the start of the file until its end, but with no more than a whole file.
  private func read(_ file: OpenFile) throws(Errno) {
    let count = try cutting.reads.read(file, into: buffer.mutableBytes, at: 0)
    buffer.count = min(count, cutting.wholeFileBytes)
  }

  private func holes(of file: OpenFile) -> [Hole] {
    var map = HoleMap(of: file)
    guard !map.holes.isEmpty else { return [] }
    map.confirm(buffer.bytes, at: 0)
    return map.within(UInt64(buffer.count))
  }

  /// The chunks of the file that fills the buffer. Those that it had before need no other proof
  /// than its fingerprint.
  private func contents(
    of task: FileTask
  ) throws(RepositoryError) -> (ids: [ChunkID], fingerprint: Fingerprint?) {
    guard buffer.count > 0 else { return ([], nil) }
    let fingerprint =
      buffer.count >= Self.minFingerprintBytes ? try sink.fingerprint(buffer.bytes) : nil
    if let fingerprint, fingerprint == task.fingerprint, let known = task.previous,
      known.size == buffer.count,
      !known.inlineDataChunks.isEmpty, known.inlineDataChunks.allSatisfy(sink.isUsable)
    {
      return (known.inlineDataChunks, fingerprint)
    }
    guard buffer.count > cutting.smallFileBytes else {
      // The version before at the same path: for a file of several chunks its first.
      let base = task.previous?.inlineDataChunks.first
      return ([try sink.put(buffer.bytes, kind: .data, base: base)], fingerprint)
    }
    var cutter = cutting.cutter
    let ids = try chunks(
      of: buffer.bytes, lengths: cutter.lengths(buffer.bytes, isEnd: true),
      cutting.history(of: task, newSize: UInt64(buffer.count), trees: trees))
    return (ids, fingerprint)
  }

  private func chunks(of span: FileSpan) throws(RepositoryError) -> [ChunkID] {
    defer { span.bytes.giveBack() }
    return try chunks(
      of: span.bytes.all, at: span.offset, lengths: span.chunkLengths, span.history)
  }

  /// Stores a stretch of a file that begins at `offset`, in chunks of these lengths.
  private func chunks(
    of bytes: UnsafeRawBufferPointer, at offset: UInt64 = 0, lengths: [Int],
    _ history: FileHistory?
  ) throws(RepositoryError) -> [ChunkID] {
    let places = Self.places(lengths)
    var ids: [ChunkID] = []
    // All names first: matches inside the stretch tell where the new chunks between them come from.
    for place in places {
      let id = try name(UnsafeRawBufferPointer(rebasing: bytes[place]))
      history?.note(id, offset: offset + UInt64(place.lowerBound), length: place.count)
      ids.append(id)
    }
    for (place, id) in zip(places, ids) {
      let base = history?.base(offset: offset + UInt64(place.lowerBound), length: place.count)
      try sink.put(
        UnsafeRawBufferPointer(rebasing: bytes[place]), id: id, kind: .data, base: base)
    }
    return ids
  }

  private func chunks(of span: ZeroSpan) throws(RepositoryError) -> [ChunkID] {
    let bytes = [UInt8](repeating: 0, count: span.chunkBytes)
    let id = try bytes.withRawBytes { (bytes) throws(RepositoryError) in
      let id = try name(bytes)
      try sink.put(bytes, id: id, kind: .data, base: nil)
      return id
    }
    return [ChunkID](repeating: id, count: span.chunks)
  }

  /// Zeros are compared in a sixth of the time that hashing takes, and many.
  private func name(_ bytes: UnsafeRawBufferPointer) throws(RepositoryError) -> ChunkID {
    if let zeros, zeros.length == bytes.count, bytes.isAllZeros { return zeros.id }
    let id = try sink.name(bytes, .data)
    if bytes.isAllZeros { zeros = (bytes.count, id) }
    return id
  }

  private static func places(_ lengths: [Int]) -> [Range<Int>] {
    var start = 0
    return lengths.map { length in
      defer { start += length }
      return start..<start + length
    }
  }
}

// MARK: everything else

extension BackupWorker {
  private func other(_ task: EntryTask) throws(RepositoryError) -> WorkedStep {
    do throws(Errno) {
      let content = try content(of: task)
      let attributes = attributes(of: task.path) { () throws(Errno) in
        try task.parent.extendedAttributes(of: task.name)
      }
      let node = task.node(content, attributes: attributes ?? [], owners)
      return .node(
        node, previous: task.previous, compared: task.compared, .none, task.place)
    } catch {
      // What is asked for its target and is no link any more.
      let isOther = error == .invalidArgument && task.status.kind == .symlink
      return try perform(task.failed(isOther ? .staleNFSFileHandle : error))
    }
  }

  private func content(of task: EntryTask) throws(Errno) -> Node.Content {
    let device = task.status.specialDevice
    let major = UInt32(truncatingIfNeeded: device >> 32)
    let minor = UInt32(truncatingIfNeeded: device)
    switch task.status.kind {
    case .symlink: return .symlink(target: try task.parent.readLink(task.name))
    case .fifo: return .fifo
    case .socket: return .socket
    case .blockDevice: return .blockDevice(major: major, minor: minor)
    case .characterDevice: return .characterDevice(major: major, minor: minor)
    case .file, .folder: throw .invalidArgument
    }
  }
}

extension EntryTask {
  /// The node for this entry as it was listed.
  func node(
    _ content: Node.Content, attributes: [ExtendedAttribute], _ owners: Owners
  ) -> Node {
    Node(
      name: nodeName, owner: owners.owner(of: status), modified: status.modified, content: content,
      hardLinkGroup: link?.group, attributes: attributes)
  }
}

extension Node {
  /// Bytes of a file; 0 for everything else.
  package var size: UInt64 {
    if case .file(let size, _, _, _) = content { size } else { 0 }
  }

  /// The data chunks of a file that names them itself.
  var inlineDataChunks: [ChunkID] {
    if case .file(_, let ids, false, _) = content { ids } else { [] }
  }
}

extension FileStatus {
  /// Whether nothing says that the file was written to in between.
  func isUnchanged(since earlier: FileStatus) -> Bool {
    size == earlier.size && modified == earlier.modified && changed == earlier.changed
  }
}
