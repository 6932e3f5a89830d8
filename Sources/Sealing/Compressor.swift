internal import CShims

/// Compresses frames and deltas into zstd frames as of FORMAT.md 5.1; one per worker thread.
package final class Compressor {
  private let context: OpaquePointer
  private let frameSettings: CompressionSettings
  private let deltaSettings: CompressionSettings
  private let probe: IncompressibilityProbe

  package init(level: CompressionLevel) throws(SealingError) {
    frameSettings = try CompressionSettings(level.parameters)
    deltaSettings = try CompressionSettings(level.deltaParameters)
    probe = try IncompressibilityProbe()
    guard let context = ZSTD_createCCtx() else { throw .library(call: "ZSTD_createCCtx") }
    self.context = context
  }

  deinit {
    ZSTD_freeCCtx(context)
  }

  /// Writes a zstd frame to the front of `destination` and returns its length; `nil` if it does not
  /// fit. Whoever wants a gain gives a `destination` shorter than `source`.
  package func compress(
    _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer
  ) throws(SealingError) -> Int? {
    try frameSettings.apply(to: context)
    return try run(source, into: destination)
  }

  /// Like `compress`, with `base` as the prefix: what both share costs next to nothing.
  ///
  /// Base and source together have at most 2^27 bytes, the largest window, and do not overlap:
  /// zstd takes the part of a prefix that it finds again in its input for overwritten.
  package func compressDelta(
    _ source: UnsafeRawBufferPointer, base: UnsafeRawBufferPointer,
    into destination: UnsafeMutableRawBufferPointer
  ) throws(SealingError) -> Int? {
    let total = base.count + source.count
    guard total <= 1 << ZstdFrame.maxWindowLog else { throw .wrongLength }
    let windowLog = max(10, Int.bitWidth - max(total - 1, 0).leadingZeroBitCount)
    try deltaSettings.set(ZSTD_c_windowLog, Int32(windowLog))
    try deltaSettings.apply(to: context)
    let status = ZSTD_CCtx_refPrefix(context, base.baseAddress, base.count)
    guard ZSTD_isError(status) == 0 else { throw .library(call: "ZSTD_CCtx_refPrefix") }
    return try run(source, into: destination)
  }

  /// Whether samples of a chunk compress so badly that it shall not share a frame with others.
  package func isIncompressible(_ chunk: UnsafeRawBufferPointer) throws(SealingError) -> Bool {
    try probe.isIncompressible(chunk)
  }

  private func run(
    _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer
  ) throws(SealingError) -> Int? {
    let result = ZSTD_compress2(
      context, destination.baseAddress, destination.count, source.baseAddress, source.count)
    guard ZSTD_isError(result) != 0 else { return result }
    guard ZSTD_getErrorCode(result) == ZSTD_error_dstSize_tooSmall else {
      throw .library(call: "ZSTD_compress2")
    }
    return nil
  }
}
