import Format
import Pipelines

/// Which chunks name which: reads what many chunks name on several threads, in the order in which
/// they stand in the packs, so that a frame is opened once although hundreds of folders share it.
///
/// What snapshots name is not kept on the machine from one prune to the next: to follow the trees
/// of ten million chunks takes seconds, and what is not kept is never out of date.
final class ReferenceGraph {
  /// Numbers that are kept: 64 MiB.
  private static let maxKept = 16 << 20
  /// So many are handed to a thread at once.
  private static let batch = 64

  let index: ChunkIndex
  private let repository: Repository
  private let workers: Int
  private let cache = FrameCache()
  private let reader: ReferenceReader
  private var kept: [NamingChunk: References] = [:]
  private var keptWeight = 0
  private var round = ReferenceRound()
  private let keeping: Keeping

  enum Keeping {
    /// For whoever comes by once.
    case nothing
    /// For whoever comes by for each snapshot.
    case whatFits
  }

  init(
    _ repository: Repository, index: ChunkIndex, workers: Int, keeping: Keeping
  ) throws(RepositoryError) {
    self.repository = repository
    self.index = index
    self.workers = workers
    self.keeping = keeping
    reader = try ReferenceReader(repository, index, cache)
  }

  /// The root of a snapshot; `nil` if it has no usable copy.
  func root(_ root: TreeReference) -> NamingChunk? {
    guard let copy = index.numbered(root.id), copy.kind == root.chunkKind else { return nil }
    return NamingChunk(number: copy.number, kind: copy.kind)
  }

  /// Calls `body` on this thread for each of these chunks, in any order, with what it names.
  func forEach(
    _ chunks: [NamingChunk], _ cancellation: Cancellation,
    _ body: (NamingChunk, References) throws -> Void
  ) throws {
    var unknown: [NamingChunk] = []
    for chunk in chunks {
      if let known = kept[chunk] { try body(chunk, known) } else { unknown.append(chunk) }
    }
    var rest = index.packedCopies(unknown.lazy.map(\.number))[...]
    while !rest.isEmpty {
      round.removeAll()
      try read(&rest, cancellation)
      try round.forEach(in: index, workers: workers, cancellation) { chunk, references in
        keep(references, chunk)
        try body(chunk, references)
      }
    }
  }

  /// Takes chunks from the front and reads them into the round, as many as fit.
  private func read(
    _ rest: inout ArraySlice<PackedCopy>, _ cancellation: Cancellation
  ) throws {
    guard workers > 1, rest.count > Self.batch else {
      while !round.isFull, let copy = rest.popFirst() {
        try cancellation.check()
        round.add(try reader.named(by: copy))
      }
      return
    }
    let (repository, index, cache) = (repository, index, cache)
    var isFull = false
    try orderedMap(
      workers: workers, limit: workers * 4, cancellation: cancellation,
      next: { () -> ArraySlice<PackedCopy>? in
        guard !isFull, !rest.isEmpty else { return nil }
        defer { rest = rest.dropFirst(Self.batch) }
        return rest.prefix(Self.batch)
      },
      makeState: { try ReferenceReader(repository, index, cache) },
      transform: { reader, batch in try batch.map { try reader.named(by: $0) } },
      consume: { batch in
        for named in batch { round.add(named) }
        isFull = round.isFull
      })
  }

  private func keep(_ references: References, _ chunk: NamingChunk) {
    guard case .whatFits = keeping, keptWeight + references.weight <= Self.maxKept else { return }
    kept[chunk] = references
    keptWeight += references.weight
  }
}
