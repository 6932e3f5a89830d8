import FileTree
import Format
import Repository
import Sealing
import SystemPackage

/// One worker of a restore: reads chunks and writes files.
final class RestoreWorker {
  private let reader: ChunkReader
  private let trees: TreeReader
  private let attributes: RestoredAttributes
  private let counters: RestoreCounters

  init(
    _ repository: Repository, index: ChunkIndex, cache: FrameCache,
    attributes: RestoredAttributes, counters: RestoreCounters
  ) throws(RepositoryError) {
    reader = try ChunkReader(repository, index: index, cache: cache)
    trees = TreeReader(reader)
    self.attributes = attributes
    self.counters = counters
  }

  func perform(_ task: RestoreTask) throws -> [RestoredOutcome] {
    switch task {
    case .entries(let entries): return try entries.map(restore)
    case .part(let file, let chunks): return [try write(chunks, of: file)]
    case .end(let file): return [.end(file)]
    }
  }

  private func restore(_ entry: RestoredEntry) throws -> RestoredOutcome {
    do {
      if entry.isNewerInTarget { return .keptNewer(entry) }
      let failures = try make(entry)
      counters.addFile()
      return .done(entry, failures)
    } catch {
      return try Self.outcome(error, entry)
    }
  }

  private func make(_ entry: RestoredEntry) throws -> [AttributeFailure] {
    let node = entry.node
    let wanted = attributes.attributes(of: node)
    switch node.content {
    case .file: return try makeFile(entry, wanted)
    case .symlink(let target):
      return try entry.folder.createSymlink(
        node.name, target: target, wanted, existing: .replace)
    case .fifo, .socket:
      return try entry.folder.createSpecial(
        node.name, kind: node.kind, device: 0, wanted, existing: .replace)
    case .blockDevice(let major, let minor), .characterDevice(let major, let minor):
      return try entry.folder.createSpecial(
        node.name, kind: node.kind, device: UInt64(major) << 32 | UInt64(minor), wanted,
        existing: .replace)
    case .folder: return []
    }
  }

  private func makeFile(
    _ entry: RestoredEntry, _ wanted: NodeAttributes
  ) throws -> [AttributeFailure] {
    let file = try entry.folder.createFile(entry.node.name, size: entry.node.size)
    var offset: UInt64 = 0
    for id in try trees.dataChunks(of: entry.node) {
      offset += try write(id, at: offset, to: file)
    }
    guard offset == entry.node.size else {
      throw RepositoryError.damaged(
        "its chunks do not add up to its size", at: entry.node.name.lossyText)
    }
    return try file.finish(wanted, existing: .replace)
  }

  /// Returns the chunk's length.
  private func write(_ id: ChunkID, at offset: UInt64, to file: FileWriter) throws -> UInt64 {
    let bytes = try reader.read(id)
    try bytes.withRawBytes { (bytes) throws(Errno) in try file.write(bytes, at: offset) }
    counters.add(bytes: bytes.count)
    return UInt64(bytes.count)
  }

  private func write(
    _ chunks: [PlacedChunk], of large: LargeFile
  ) throws -> RestoredOutcome {
    do {
      for chunk in chunks { _ = try write(chunk.id, at: chunk.offset, to: large.writer) }
      return .partDone
    } catch {
      large.writer.abandon()
      return try Self.outcome(error, large.entry)
    }
  }

  /// A file that cannot be restored is a line in the report; a target that is full ends everything.
  private static func outcome(
    _ error: any Error, _ entry: RestoredEntry
  ) throws -> RestoredOutcome {
    switch error {
    case let error as RepositoryError where error.code == .damaged:
      return .failed(entry, reason: "\(error.problem) (\(error.location))", isDamage: true)
    case let error as Errno where error == .noSpace || error == .diskQuotaExceeded:
      throw RepositoryError(
        .full, "the target is full", at: String(decoding: entry.path, as: UTF8.self),
        advice: "free some space there and run the same command again", cause: error)
    case let error as Errno: return .failed(entry, reason: error.clause, isDamage: false)
    default: throw error
    }
  }
}

/// What restored entries are given: names of users and groups first, numbers where this machine
/// does not know the name.
final class RestoredAttributes: Sendable {
  private let names = UserNames()

  func attributes(of node: Node) -> NodeAttributes {
    let owner = node.owner
    let user = owner.user.isEmpty ? nil : names.userID(named: Array(owner.user.utf8))
    let group = owner.group.isEmpty ? nil : names.groupID(named: Array(owner.group.utf8))
    return NodeAttributes(
      permissions: owner.permissions,
      owner: NodeAttributes.Owner(
        userID: user ?? owner.userID, groupID: group ?? owner.groupID),
      modified: node.modified, extended: node.attributes)
  }
}
