import Format
import Pipelines

/// What all that is needed takes, about, and what it would take in a repository of its own.
///
/// What deltas start from and nobody needs is no waste by itself: in full they would take as much.
/// So it counts as waste only what they take together beyond that, and what names it.
struct NeededBytes: Equatable {
  /// Of a copy in the directory of its pack and in an index run, before they are compressed.
  static let entryBytes = 2 * 44

  var alone = 0
  var excess = 0

  init(alone: Int = 0, excess: Int = 0) {
    self.alone = alone
    self.excess = excess
  }

  /// Throws `Cancelled` only.
  init(
    _ index: ChunkIndex, _ live: LiveChunks, _ groups: [DeltaGroup], workers: Int,
    _ cancellation: Cancellation
  ) throws {
    var grouped = 0
    for group in groups {
      alone += group.fullBytes
      excess += group.excess + group.bases.count * Self.entryBytes
      grouped += group.deltas.reduce(0) { $0 + (index.copy(numbered: $1)?.storedShare ?? 0) }
    }
    alone -= grouped
    alone += try index.tally(
      0, workers: workers, cancellation,
      adding: { named, entry, table in
        guard live.isNamed(entry.number) else { return }
        named += (table.copy(entry.entry)?.storedShare ?? 0) + Self.entryBytes
      },
      joining: { $0 += $1 })
  }
}
