import Format
import Pipelines

/// Chunks that were read, with what they name, until all of that is looked up together.
///
/// One lookup in an index of ten million chunks is some misses of the processor's caches; a million
/// of them in the order of the IDs go through it from the front to the end.
struct ReferenceRound: Sendable {
  /// So many IDs are looked up together: 48 MiB.
  static let maxIDs = 1 << 20

  private let index: ChunkIndex
  private var chunks: [NamingChunk] = []
  /// Of each chunk, where its IDs end.
  private var ends: [Int] = []
  private var unreadable: [ChunkID?] = []
  private var ids: [ChunkID] = []
  private var kinds: [ChunkKind] = []

  init(_ index: ChunkIndex) {
    self.index = index
  }

  var isFull: Bool { ids.count >= Self.maxIDs }

  mutating func add(_ chunk: NamingChunk, _ named: NamedChunks) {
    chunks.append(chunk)
    unreadable.append(named.unreadable)
    ids += named.ids
    kinds += named.kinds
    ends.append(ids.count)
  }

  /// Looks everything up, then calls `body` for each chunk.
  func forEach(
    workers: Int, _ cancellation: Cancellation,
    _ body: (NamingChunk, References) throws -> Void
  ) throws {
    let numbers = try numbers(workers: workers, cancellation)
    var start = 0
    for (place, chunk) in chunks.enumerated() {
      var references = References()
      if let id = unreadable[place] { references = References(missing: [id], missesTrees: true) }
      for slot in start..<ends[place] { references.add(numbers[slot], ids[slot], kinds[slot]) }
      start = ends[place]
      try body(chunk, references)
    }
  }

  /// The copy of each ID, in their order.
  private func numbers(workers: Int, _ cancellation: Cancellation) throws -> [UInt32?] {
    let share = ids.count / workers + 1
    guard workers > 1, ids.count > 16_384 else {
      return numbers(in: 0..<ids.count)
    }
    var all: [UInt32?] = []
    all.reserveCapacity(ids.count)
    var next = 0
    try orderedMap(
      workers: workers, limit: workers * 2, cancellation: cancellation,
      next: { () -> Range<Int>? in
        guard next < ids.count else { return nil }
        defer { next += share }
        return next..<min(next + share, ids.count)
      },
      makeState: {}, transform: { _, range in numbers(in: range) }, consume: { all += $0 })
    return all
  }

  private struct Key {
    let prefix: ChunkPrefix
    let slot: Int
  }

  private func numbers(in range: Range<Int>) -> [UInt32?] {
    var keys = range.map { Key(prefix: ids[$0].bytes.prefix, slot: $0) }
    keys.sort { $0.prefix < $1.prefix }
    var lookup = AscendingLookup(index)
    var found = [UInt32?](repeating: nil, count: range.count)
    for key in keys {
      let slot = key.slot
      guard let copy = lookup.numbered(ids[slot]), copy.kind == kinds[slot] else { continue }
      found[slot - range.lowerBound] = UInt32(exactly: copy.number)
    }
    return found
  }
}

extension References {
  /// Adds one that is named, and the number of its copy if there is one of the right kind.
  fileprivate mutating func add(_ number: UInt32?, _ id: ChunkID, _ kind: ChunkKind) {
    if let number {
      if kind == .data {
        data.append(number)
      } else {
        naming.append(NamingChunk(number: Int(number), kind: kind))
      }
    } else {
      missing.append(id)
      if kind != .data { missesTrees = true }
    }
  }
}
