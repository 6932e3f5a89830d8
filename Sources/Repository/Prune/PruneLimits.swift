/// How much a prune does for the space it frees.
package struct PruneLimits: Equatable, Sendable {
  /// What may stay unused in packs, in millionths of all that packs take.
  package var maxUnusedMillionths = 50_000
  /// The most bytes of packs that are rewritten; `nil` for as many as it takes.
  package var maxRepackBytes: Int?

  package init() {}

  /// Bytes that may stay unused when all packs together have so many.
  func maxUnused(of bytes: Int) -> Int {
    // Products of this size overflow for repositories beyond any; there it is rounded.
    let (product, overflow) = bytes.multipliedReportingOverflow(by: maxUnusedMillionths)
    return overflow ? bytes / 1_000_000 * maxUnusedMillionths : product / 1_000_000
  }
}
