import Chunking
import FileTree
import Format
import Pipelines
import SystemPackage
import TestSupport
import Testing

@testable import Snapshots

/// How large files are cut, holes read or not.
struct FileCutterTests {
  private let source: SourceFolder

  init() throws {
    source = try SourceFolder()
  }

  /// Lengths of all chunks, and the bytes of those that were read.
  private func cut(
    _ name: String, _ chunker: GearChunker, holesSettledBefore: Int64
  ) throws -> (lengths: [Int], readBytes: Int) {
    let parent = try OpenFolder.open(source.path)
    let fileName = try #require(FileName(name.utf8))
    let task = EntryTask(
      name: fileName, nodeName: fileName, status: try parent.status(of: fileName), parent: parent,
      place: EntryPlace(source: [], entry: nil), previous: nil, compared: nil, link: nil)
    let cutting = Cutting(
      cutter: ChunkCutter(chunker), reads: FileReads(share: nil),
      pool: BufferPool(capacityBytes: 1 << 19, limit: 2),
      holesSettledBefore: Timestamp(seconds: holesSettledBefore, nanoseconds: 0))
    let cutter = try FileCutter(task, cutting, history: nil)
    var lengths: [Int] = []
    var readBytes = 0
    while true {
      switch cutter.nextStep() {
      case .span(let span):
        #expect(span.offset == UInt64(lengths.reduce(0, +)))
        lengths += span.chunkLengths
        readBytes += span.chunkLengths.reduce(0, +)
        span.bytes.giveBack()
      case .zeros(let span):
        lengths += [Int](repeating: span.chunkBytes, count: span.chunks)
      case .spansEnd(let file):
        #expect(file.reading.steadiness == .steady && file.size == UInt64(lengths.reduce(0, +)))
        return (lengths, readBytes)
      default:
        Issue.record("no step of a file")
        return (lengths, readBytes)
      }
    }
  }

  @Test("Chunks end where they would if the holes were read, where zeros cut at once or never")
  func sameCuts() throws {
    let parameters = try #require(
      ChunkerParameters(minimalBytes: 8_192, maximalBytes: 1 << 17, meanOffsetLog2: 14))
    var random = SeededGenerator(seed: 1)
    var table = (0..<256).map { _ in random.next() }
    var skipped = 0
    for zeroWord in [UInt64.max, 1] {
      table[0] = zeroWord
      let chunker = try #require(GearChunker(parameters: parameters, table: table))
      #expect(chunker.zeroChunkBytes == (zeroWord == .max ? 8_192 : 1 << 17))
      for round in 0..<60 {
        let pieces = (0..<Int.random(in: 0...3, using: &random)).map { _ in
          let offset = Int.random(in: 0..<600_000, using: &random)
          return (offset, random.noise(Int.random(in: 1...60_000, using: &random)))
        }
        let end = pieces.map { $0.0 + $0.1.count }.max() ?? 0
        try source.sparse(
          "file", size: end + Int.random(in: 1...800_000, using: &random), pieces)
        let read = try cut("file", chunker, holesSettledBefore: 0)
        let unread = try cut("file", chunker, holesSettledBefore: 4_000_000_000)
        #expect(read.lengths == unread.lengths, "round \(round)")
        skipped += read.readBytes - unread.readBytes
      }
    }
    print("120 sparse files cut alike; \(skipped >> 20) MiB of holes not read")
    #expect(skipped > 10 << 20)
  }
}
