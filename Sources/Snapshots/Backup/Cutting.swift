import Chunking
import FileTree
import Format
import Pipelines
import Repository
import Sealing
import SystemPackage

/// How large files are cut, and the buffers for it.
struct Cutting {
  /// No node could name the chunks of a larger file, which can be little but holes.
  private static let maxFileBytes: UInt64 = 1 << 48

  /// At the start of a stream.
  let cutter: ChunkCutter
  let reads: FileReads
  let pool: BufferPool
  /// A hole is believed without reading it only of a file last touched before this time: some file
  /// systems have taken data for a hole that was not on the disk yet (OpenZFS issue 15526).
  let holesSettledBefore: Timestamp

  /// A file of up to so many bytes is one chunk.
  var smallFileBytes: Int { cutter.parameters.minimalBytes }
  /// One of up to so many is read whole by a worker; a larger one is cut on the way to them.
  var wholeFileBytes: Int { min(8 * smallFileBytes, cutter.parameters.maximalBytes) }

  func cutter(for task: EntryTask, trees: ComparedTrees) throws(Errno) -> FileCutter {
    guard task.status.size <= Self.maxFileBytes else { throw .fileTooLarge }
    return try FileCutter(
      task, self, history: history(of: task, newSize: task.status.size, trees: trees))
  }

  /// For a stream, of whatever length.
  func cutter(for task: EntryTask, reading stream: InputStream, trees: ComparedTrees) -> FileCutter
  {
    FileCutter(
      task, reading: stream, self, history: history(of: task, newSize: nil, trees: trees))
  }

  /// The chunks that the file had before; `nil` if it is new or they are not all there. One whose
  /// new size is not known is taken to keep its size.
  func history(
    of task: EntryTask, newSize: UInt64?, trees: ComparedTrees
  ) -> FileHistory? {
    guard let previous = task.previous, let ids = try? trees.reader.dataChunks(of: previous) else {
      return nil
    }
    var chunks: [(id: ChunkID, length: Int)] = []
    for id in ids {
      guard let length = trees.length(of: id) else { return nil }
      chunks.append((id, length))
    }
    guard !chunks.isEmpty else { return nil }
    return FileHistory(
      chunks: chunks, newSize: newSize ?? chunks.reduce(0) { $0 + UInt64($1.length) })
  }
}

extension Cutting {
  private static let holeSettlingSeconds: Int64 = 60

  /// Buffers for every item on its way, one that is being filled and one that is carried over.
  init(
    _ repository: Repository, limit: Int, started: Timestamp, reads: FileReads
  ) throws(RepositoryError) {
    let parameters = repository.config.parameters
    guard
      let chunking = ChunkerParameters(
        minimalBytes: parameters.minimalChunkBytes, maximalBytes: parameters.maximalChunkBytes,
        meanOffsetLog2: parameters.meanOffsetBits),
      let chunker = GearChunker(parameters: chunking, table: repository.keyring.gearTable)
    else {
      throw RepositoryError(
        .unsupportedFormat, "its chunk lengths are none that this martlet can cut", at: "config.0",
        advice: "use the martlet that made the repository")
    }
    self.init(
      cutter: ChunkCutter(chunker), reads: reads,
      pool: BufferPool(capacityBytes: parameters.maximalChunkBytes, limit: limit + 3),
      holesSettledBefore: Timestamp(
        seconds: started.seconds - Self.holeSettlingSeconds, nanoseconds: started.nanoseconds))
  }
}
