import Format
import Pipelines

/// Chunks that were read, with what they name, until all of that is looked up together.
struct ReferenceRound: Sendable {
  /// So many IDs are looked up together, in 40 to 80 MiB.
  static let maxIDs = 1 << 20

  private var chunks: [NamingChunk] = []
  /// Of each chunk, where its IDs end.
  private var ends: [Int] = []
  private var unreadable: [ChunkID?] = []
  private var batch = LookupBatch()

  var isFull: Bool { batch.count >= Self.maxIDs }

  mutating func add(_ read: (chunk: NamingChunk, named: NamedChunks)) {
    let named = read.named
    chunks.append(read.chunk)
    unreadable.append(named.unreadable)
    batch.add(named.ids, named.kinds)
    ends.append(batch.count)
  }

  /// Begins anew, in the same memory.
  mutating func removeAll() {
    chunks.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    unreadable.removeAll(keepingCapacity: true)
    batch.removeAll()
  }

  /// Looks everything up, then calls `body` for each chunk.
  mutating func forEach(
    in index: ChunkIndex, workers: Int, _ cancellation: Cancellation,
    _ body: (NamingChunk, References) throws -> Void
  ) throws {
    let numbers = try batch.numbers(in: index, workers: workers, cancellation)
    var missing = batch.missing(numbers)[...]
    var start = 0
    for (place, chunk) in chunks.enumerated() {
      var references = References()
      if let id = unreadable[place] { references = References(missing: [id], missesTrees: true) }
      for slot in start..<ends[place] {
        if let number = numbers[slot] {
          references.add(number, batch.kinds[slot])
        } else if let (_, id) = missing.popFirst() {
          references.addMissing(id, batch.kinds[slot])
        }
      }
      start = ends[place]
      try body(chunk, references)
    }
  }
}

extension References {
  /// Adds one that is named, by the number of its copy.
  fileprivate mutating func add(_ number: UInt32, _ kind: ChunkKind) {
    if kind == .data {
      data.append(number)
    } else {
      naming.append(NamingChunk(number: Int(number), kind: kind))
    }
  }

  /// Adds one that is named and has no usable copy of the right kind.
  fileprivate mutating func addMissing(_ id: ChunkID, _ kind: ChunkKind) {
    missing.append(id)
    if kind != .data { missesTrees = true }
  }
}
