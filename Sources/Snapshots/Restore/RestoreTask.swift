import FileTree
import Format

/// A stretch of a restore for one worker.
enum RestoreTask: Sendable {
  /// Small entries, each done whole.
  case entries([RestoredEntry])
  /// Some chunks of a large file, in order.
  case part(LargeFile, [PlacedChunk])
  /// The last part of a large file has been handed out.
  case end(LargeFile)
}

/// A node and the folder it goes into.
struct RestoredEntry: Sendable {
  let node: Node
  let folder: FolderWriter
  /// Relative to the target.
  let path: [UInt8]

  /// A file in the target with a later time than the one in the snapshot is somebody's work.
  var isNewerInTarget: Bool {
    guard let there = try? folder.folder.status(of: node.name) else { return false }
    return there.kind == .file && there.modified > node.modified
  }
}

/// A chunk and its place in the file.
struct PlacedChunk: Sendable {
  let id: ChunkID
  let offset: UInt64
}

/// A file whose parts several workers write at once.
struct LargeFile: Sendable {
  let entry: RestoredEntry
  let writer: FileWriter
}

/// What became of an entry.
enum RestoredOutcome: Sendable {
  case done(RestoredEntry, [AttributeFailure])
  case keptNewer(RestoredEntry)
  case failed(RestoredEntry, reason: String, isDamage: Bool)
  /// A part of a large file is written.
  case partDone
  case end(LargeFile)
}
