/// How long chunks are (FORMAT.md 4): stored in the config, since equal cuts are what deduplicates.
package struct ChunkerParameters: Hashable, Sendable {
  package static let maxChunkBytes = 8 << 20
  /// The bytes a cut depends on: as many as a 64-bit hash that is shifted by one remembers.
  package static let windowBytes = 64

  package let minimalBytes: Int
  package let maximalBytes: Int
  /// Log2 of the mean number of bytes from the minimal length to the cut.
  package let meanOffsetLog2: Int

  /// `nil` unless 64 ≤ minimal ≤ maximal ≤ 8 MiB and 1 ≤ log2 of the mean offset ≤ 32.
  package init?(minimalBytes: Int, maximalBytes: Int, meanOffsetLog2: Int) {
    guard minimalBytes >= Self.windowBytes, minimalBytes <= maximalBytes else { return nil }
    guard maximalBytes <= Self.maxChunkBytes, 1...32 ~= meanOffsetLog2 else { return nil }
    self.init(checkedMinimal: minimalBytes, maximal: maximalBytes, meanOffsetLog2: meanOffsetLog2)
  }

  private init(checkedMinimal minimal: Int, maximal: Int, meanOffsetLog2: Int) {
    minimalBytes = minimal
    maximalBytes = maximal
    self.meanOffsetLog2 = meanOffsetLog2
  }

  /// 512 KiB to 8 MiB, 1 MiB on average.
  package static let standard = Self(
    checkedMinimal: 512 << 10, maximal: 8 << 20, meanOffsetLog2: 19)

  /// A hash below this ends the chunk.
  var threshold: UInt64 { 1 << UInt64(64 - meanOffsetLog2) }
}
