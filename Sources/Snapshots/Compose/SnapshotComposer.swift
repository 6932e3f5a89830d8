package import Format
import Pipelines
package import Repository
package import Sealing
import Storage

/// Makes a snapshot of nodes whose contents the repository has: no file is read. For one thread.
///
/// What is named must be usable as in every session (FORMAT.md 10.3): a chunk that is not, because
/// a prune is about to move it, is read from where it is and stored again.
package final class SnapshotComposer {
  private let session: WriteSession
  private let reader: ChunkReader
  private let trees: TreeReader
  private let dataSink: ChunkSink
  private let treeSink: ChunkSink
  private let cutting: Cutting
  private let owners = Owners()
  private let started: Timestamp
  /// Of everything that was named so far; a folder that is named twice counts twice.
  private var counts = SnapshotCounts()
  private var extents: [TreeReference: SnapshotCounts] = [:]
  /// Chunks that were stored here.
  private var stored: Set<ChunkID> = []

  /// `reading` knows the snapshots that the nodes come from.
  package init(
    _ repository: Repository, _ reading: RepositoryReading, level: CompressionLevel,
    indexFolder: IndexFolder
  ) throws {
    let cache = FrameCache()
    reader = try ChunkReader(repository, renewal: reading.renewal, cache: cache)
    trees = TreeReader(reader)
    started = repository.surroundings.clock.now
    cutting = try Cutting(repository, limit: 0, started: started, reads: FileReads(share: nil))
    session = try WriteSession(repository, purpose: .backup, indexFolder: indexFolder)
    do {
      let counters = BackupCounters()
      dataSink = try ChunkSink(
        session.share, level: level, kind: .data, cache: cache, counters: counters)
      treeSink = try ChunkSink(
        session.share, level: level, kind: .tree, cache: cache, counters: counters)
    } catch {
      session.abandon()
      throw error
    }
  }

  /// Names for numbers.
  package func owner(permissions: UInt16, userID: UInt32, groupID: UInt32) -> Owner {
    owners.owner(permissions: permissions, userID: userID, groupID: groupID)
  }

  /// Stores the bytes of a file that was nowhere before.
  package func file(_ bytes: [UInt8]) throws -> Node.Content {
    var chunks = SpannedChunks()
    try bytes.withRawBytes { (bytes) throws(RepositoryError) in
      var cutter = cutting.cutter
      let lengths =
        bytes.count > cutting.smallFileBytes
        ? cutter.lengths(bytes, isEnd: true) : [bytes.count].filter { $0 > 0 }
      var start = 0
      for length in lengths {
        let part = UnsafeRawBufferPointer(rebasing: bytes[start..<start + length])
        let id = try dataSink.put(part, kind: .data, base: nil)
        stored.insert(id)
        try chunks.add([id], putList)
        start += length
      }
    }
    try append()
    guard let content = try chunks.content(size: UInt64(bytes.count), holes: [], putList) else {
      throw RepositoryError(
        .failed, "a merged text has too many chunks", at: session.repository.storage.location,
        advice: "settle it with --conflict keep-both")
    }
    return content
  }

  /// Stores a folder of these nodes, ascending by name; folders among them are such that this or
  /// `adopt` has returned or been given.
  package func folder(_ nodes: [Node]) throws -> TreeReference {
    var tree = OpenTree(
      attributes: [], TreeCutter(gearTable: session.repository.keyring.gearTable), nil, count: nil,
      trees)
    var extent = SnapshotCounts()
    for node in nodes {
      if let folder = node.tree {
        extent.add(extents[folder] ?? SnapshotCounts())
      } else {
        try adoptContents(of: node)
      }
      extent.count(node, compared: nil)
      try tree.add(node, isSame: false, treeSink)
    }
    let reference = try tree.finish(treeSink)
    extents[reference] = extent
    try append()
    return reference
  }

  /// Sees to it that a tree of another snapshot may be named with all that is in it.
  package func adopt(_ tree: TreeReference) throws {
    guard extents[tree] == nil else { return }
    var extent = SnapshotCounts()
    if tree.isList { try keep(tree.id, .treeList) }
    for piece in try trees.pieces(of: tree) {
      try keep(piece.id, .treePiece)
      let named = try trees.references(of: piece.id)
      for content in named.contents { try adoptContents(content.id, isList: content.namesChunks) }
      extent.files += UInt64(named.sizes.count)
      for size in named.sizes {
        extent.fileBytes = extent.fileBytes.addingReportingOverflow(size).partialValue
      }
      for folder in named.folders {
        try adopt(folder)
        extent.add(extents[folder] ?? SnapshotCounts())
        extent.folders += 1
      }
    }
    extents[tree] = extent
    try append()
  }

  private func adoptContents(of node: Node) throws {
    guard case .file(_, let ids, let isList, _) = node.content else { return }
    for id in ids { try adoptContents(id, isList: isList) }
    try append()
  }

  private func adoptContents(_ id: ChunkID, isList: Bool) throws {
    guard isList else { return try keep(id, .data) }
    try keep(id, .chunkList)
    for id in try trees.chunkList(id) { try keep(id, .data) }
  }

  private func keep(_ id: ChunkID, _ kind: ChunkKind) throws {
    let sink = kind == .data ? dataSink : treeSink
    guard !sink.isUsable(id), stored.insert(id).inserted else { return }
    try reader.read(id, as: kind).withRawBytes { (bytes) throws(RepositoryError) in
      try sink.put(bytes, id: id, kind: kind, base: nil)
    }
  }

  private func putList(_ bytes: [UInt8]) throws(RepositoryError) -> ChunkID {
    let id = try treeSink.put(bytes, kind: .chunkList, base: nil)
    stored.insert(id)
    return id
  }

  private func append() throws {
    for frame in dataSink.takeFrames() + treeSink.takeFrames() { try session.append(frame) }
    try session.tick()
  }
}

extension SnapshotComposer {
  /// Stores the snapshot: one source, which is said to be at that path. When this returns it is
  /// saved.
  package func finish(
    _ source: Node, path: [UInt8], set: String, utcOffsetMinutes: Int, remarks: Remarks = Remarks()
  ) throws -> SnapshotID {
    let root = try folder([source])
    for frame in try dataSink.finish() + treeSink.finish() { try session.append(frame) }
    let process = session.repository.surroundings.process
    var counts = extents[root] ?? SnapshotCounts()
    counts.unchangedFiles = counts.files
    counts.newFiles = 0
    counts.storedBytes = UInt64(session.storedBytes)
    let snapshot = Snapshot(
      time: started, utcOffsetMinutes: utcOffsetMinutes, host: process.host, user: process.user,
      set: set, program: session.repository.surroundings.program, comparedWith: nil, previous: nil,
      root: root, sources: [path], counts: counts, unreadable: UnreadableEntries())
    guard let id = try session.commit(snapshot, remarks: remarks) else {
      preconditionFailure("a commit with a snapshot gives its ID")
    }
    return id
  }

  /// Ends without a snapshot.
  package func abandon() { session.abandon() }
}

extension SnapshotCounts {
  fileprivate mutating func add(_ other: SnapshotCounts) {
    files += other.files
    folders += other.folders
    symlinks += other.symlinks
    others += other.others
    fileBytes = fileBytes.addingReportingOverflow(other.fileBytes).partialValue
  }
}
