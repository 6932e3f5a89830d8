import Chunking
import FileTree
import Format
import Pipelines
import SystemPackage

/// Reads a large file from its start and cuts it into chunks, some to a span: the part of a large
/// file's work that has to be done in order.
///
/// A span begins with the bytes behind the last cut of the span before, which are copied: at most
/// one chunk, half a one on average. What lies in a settled hole is not read: there the chunks of
/// zeros are counted, which all have one length.
final class FileCutter {
  /// How much is read before the first look for cuts.
  private static let spanBytes = 4 << 20
  /// The most chunks of one span of zeros.
  private static let maxZeroChunks = 4_096

  let task: EntryTask
  private let input: any CutterInput
  private let pool: BufferPool
  private let maximalBytes: Int
  /// For the node.
  private var holes: HoleMap
  /// Those that are not read.
  private let skipped: HoleMap
  private let history: FileHistory?
  private var cutter: ChunkCutter
  /// Where the first byte of the buffer is in the file.
  private var spanOffset: UInt64 = 0
  /// Bytes behind the last cut, which the chunker has searched already.
  private var carried: Buffer?
  private var readOffset: UInt64 = 0
  private var isAtEnd = false

  /// Opens the file.
  convenience init(_ task: EntryTask, _ cutting: Cutting, history: FileHistory?) throws(Errno) {
    let open = try task.parent.openFile(task.name)
    open.adviseSequential()
    let holes = HoleMap(of: open)
    let isSettled = open.statusWhenOpened.changed < cutting.holesSettledBefore
    self.init(
      task.opened(open), reading: cutting.reads.input(open), cutting, holes: holes,
      skipped: isSettled ? holes : .none,
      history: history)
  }

  /// The pool has buffers for a chunk of maximal length.
  init(
    _ task: EntryTask, reading input: any CutterInput, _ cutting: Cutting, holes: HoleMap = .none,
    skipped: HoleMap = .none, history: FileHistory?
  ) {
    self.task = task
    self.input = input
    self.history = history
    self.holes = holes
    self.skipped = skipped
    cutter = cutting.cutter
    pool = cutting.pool
    maximalBytes = cutting.cutter.parameters.maximalBytes
  }

  /// The next step of the file; one that is no span is its last.
  func nextStep() -> WorkStep {
    do throws(Errno) {
      if let zeros = nextZeros() { return .zeros(zeros) }
      if let span = try next() { return .span(span) }
      return .spansEnd(try end())
    } catch {
      return .spansFailed(path: task.path, reason: error.clause)
    }
  }

  /// The next span; `nil` at the end of the file.
  private func next() throws(Errno) -> FileSpan? {
    let buffer = carried ?? pool.take()
    carried = nil
    var lengths: [Int] = []
    for target in [Self.spanBytes, maximalBytes] where lengths.isEmpty {
      try fill(buffer, to: min(target, maximalBytes))
      lengths = cutter.lengths(buffer.bytes, isEnd: isAtEnd)
    }
    let total = lengths.reduce(0, +)
    guard total > 0 else {
      pool.giveBack(buffer)
      return nil
    }
    let span = FileSpan(
      bytes: SpanBytes(buffer, pool: pool), offset: spanOffset, chunkLengths: lengths,
      history: history)
    carry(UnsafeRawBufferPointer(rebasing: buffer.bytes[total...]))
    spanOffset += UInt64(total)
    return span
  }

  /// After the last span: what the whole file was.
  private func end() throws(Errno) -> SpannedFile {
    let isSteady = try input.isSteady(task, size: readOffset)
    do throws(Errno) {
      return SpannedFile(
        task: task, size: readOffset, holes: holes.within(readOffset),
        attributes: try input.extendedAttributes(),
        attributesProblem: nil, reading: task.reading(isSteady))
    } catch {
      return SpannedFile(
        task: task, size: readOffset, holes: holes.within(readOffset), attributes: [],
        attributesProblem: error, reading: task.reading(false))
    }
  }

  private func fill(_ buffer: Buffer, to target: Int) throws(Errno) {
    while !isAtEnd, buffer.count < target {
      let room = UnsafeMutableRawBufferPointer(
        rebasing: buffer.mutableBytes[buffer.count..<target])
      do throws(Errno) {
        let count = try fill(room)
        buffer.count += count
        readOffset += UInt64(count)
        isAtEnd = count == 0
      } catch {
        pool.giveBack(buffer)
        throw error
      }
    }
  }

  /// Reads, up to the next hole that is to be skipped; in that, writes zeros.
  private func fill(_ room: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    guard let hole = skipped.hole(from: readOffset) else { return try read(room[...]) }
    let isInside = hole.offset <= readOffset
    let rest = (isInside ? hole.end : hole.offset) - readOffset
    let part = room.prefix(Int(min(UInt64(room.count), rest)))
    guard isInside else { return try read(part) }
    UnsafeMutableRawBufferPointer(rebasing: part).initializeMemory(as: UInt8.self, repeating: 0)
    return part.count
  }

  private func read(_ part: Slice<UnsafeMutableRawBufferPointer>) throws(Errno) -> Int {
    let bytes = UnsafeMutableRawBufferPointer(rebasing: part)
    let count = try input.read(into: bytes, at: readOffset)
    holes.confirm(
      UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[..<count]), at: readOffset)
    return count
  }

  /// Whole chunks of zeros from the last cut on, if it lies in a hole that is not read: a cut
  /// depends on nothing before it.
  private func nextZeros() -> ZeroSpan? {
    guard let hole = skipped.hole(from: spanOffset), hole.offset <= spanOffset else { return nil }
    let chunkBytes = cutter.zeroChunkBytes
    let chunks = Int(min((hole.end - spanOffset) / UInt64(chunkBytes), UInt64(Self.maxZeroChunks)))
    guard chunks > 0 else { return nil }
    if let carried { pool.giveBack(carried) }
    carried = nil
    cutter.restart()
    spanOffset += UInt64(chunks) * UInt64(chunkBytes)
    readOffset = spanOffset
    isAtEnd = false
    return ZeroSpan(chunkBytes: chunkBytes, chunks: chunks)
  }

  /// Keeps what is behind the last cut for the next span.
  private func carry(_ rest: UnsafeRawBufferPointer) {
    guard !rest.isEmpty else { return }
    let next = pool.take()
    next.mutableBytes.copyMemory(from: rest)
    next.count = rest.count
    carried = next
  }
}

/// The bytes of a span in a buffer that goes back to its pool when the worker is done with them.
struct SpanBytes: Sendable {
  private let buffer: Buffer
  private let pool: BufferPool

  init(_ buffer: Buffer, pool: BufferPool) {
    self.buffer = buffer
    self.pool = pool
  }

  var all: UnsafeRawBufferPointer { buffer.bytes }

  func giveBack() {
    pool.giveBack(buffer)
  }
}
