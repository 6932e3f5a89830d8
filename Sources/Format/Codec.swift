/// How bytes are compressed (FORMAT.md 5.1). Raw values are on disk: never change or reuse one.
package enum Codec: UInt8, CaseIterable, Sendable {
  case raw = 0
  /// One zstd frame without magic number, content size and checksum.
  case zstd = 1
}
