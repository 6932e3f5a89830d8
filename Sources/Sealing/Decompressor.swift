internal import CShims

/// Reads back what `Compressor` wrote; one per worker thread.
///
/// Takes bytes from anywhere: whatever is not one allowed frame of exactly the expected length
/// throws `notDecodable`. What the destination then holds means nothing.
package final class Decompressor {
  private let context: OpaquePointer

  package init() throws(SealingError) {
    guard let context = ZSTD_createDCtx() else { throw .library(call: "ZSTD_createDCtx") }
    self.context = context
    let magicless = Int32(ZSTD_f_zstd1_magicless.rawValue)
    guard
      ZSTD_isError(ZSTD_DCtx_setParameter(context, ZSTD_d_experimentalParam1, magicless)) == 0
    else {
      throw .library(call: "ZSTD_DCtx_setParameter")
    }
  }

  deinit {
    ZSTD_freeDCtx(context)
  }

  /// Fills the whole `destination`, whose length is the raw length.
  package func decompress(
    _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer
  ) throws(SealingError) {
    guard ZstdFrame.isAllowed(source) else { throw .notDecodable }
    try run(source, into: destination)
  }

  /// Like `decompress`, for a delta against `base`.
  package func decompressDelta(
    _ source: UnsafeRawBufferPointer, base: UnsafeRawBufferPointer,
    into destination: UnsafeMutableRawBufferPointer
  ) throws(SealingError) {
    guard ZstdFrame.isAllowed(source) else { throw .notDecodable }
    // Good for the next call only, also when that fails.
    let status = ZSTD_DCtx_refPrefix(context, base.baseAddress, base.count)
    guard ZSTD_isError(status) == 0 else { throw .library(call: "ZSTD_DCtx_refPrefix") }
    try run(source, into: destination)
  }

  private func run(
    _ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer
  ) throws(SealingError) {
    let result = ZSTD_decompressDCtx(
      context, destination.baseAddress, destination.count, source.baseAddress, source.count)
    guard ZSTD_isError(result) == 0, result == destination.count else { throw .notDecodable }
  }
}
