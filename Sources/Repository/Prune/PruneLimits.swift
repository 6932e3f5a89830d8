/// How much a prune does for the space it frees.
package struct PruneLimits: Equatable, Sendable {
  /// What may stay unused, in millionths of what the snapshots would take in a repository of their
  /// own.
  package var maxUnusedMillionths = 50_000
  /// The most bytes of packs that are rewritten; `nil` for as many as it takes.
  package var maxRepackBytes: Int?

  package init() {}

  /// Bytes of packs that may stay unused. What deltas and their bases take beyond full copies is
  /// part of the share, but for half of it at most: rewriting packs makes that no less.
  func maxUnused(beside needed: NeededBytes) -> Int {
    let share = maxUnused(of: needed.alone)
    return max(share / 2, share - needed.excess)
  }

  private func maxUnused(of bytes: Int) -> Int {
    // Products of this size overflow for repositories beyond any; there it is rounded.
    let (product, overflow) = bytes.multipliedReportingOverflow(by: maxUnusedMillionths)
    return overflow ? bytes / 1_000_000 * maxUnusedMillionths : product / 1_000_000
  }
}
