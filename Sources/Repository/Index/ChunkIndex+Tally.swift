import Pipelines

extension ChunkIndex {
  /// Goes through all entries on several threads and sums up what they are: each thread begins with
  /// `nothing` for a range of entries, adds those of the range by ascending number, and what the
  /// ranges come to is joined in no certain order. What was passed of a mapped file is let go.
  ///
  /// Throws `Cancelled` only.
  func tally<Sum: Sendable>(
    _ nothing: Sum, rangeOf most: Int = entriesOfRange, workers: Int,
    _ cancellation: Cancellation,
    adding: @escaping @Sendable (inout Sum, Entry, borrowing IndexTable) -> Void,
    joining: (inout Sum, Sum) -> Void
  ) throws -> Sum {
    var ranges = entryRanges(of: most)[...]
    var sum = nothing
    guard workers > 1, ranges.count > 1 else {
      for range in ranges { forEachEntry(in: range) { adding(&sum, $0, $1) } }
      return sum
    }
    try orderedMap(
      workers: workers, limit: workers * 2, cancellation: cancellation,
      next: { ranges.popFirst() },
      makeState: {},
      transform: { _, range in
        var part = nothing
        self.forEachEntry(in: range) { adding(&part, $0, $1) }
        return part
      },
      consume: { part in joining(&sum, part) })
    return sum
  }
}
