internal import CShims

/// Guesses from 12 KiB of a chunk whether it compresses at all; costs about 20 µs.
final class IncompressibilityProbe {
  private static let sampleBytes = 4096
  private static let sampleCount = 3
  /// Less than a gain of 3 % is not worth a place among what compresses.
  private static let minimumGainPercent = 3

  private let context: OpaquePointer
  private let settings: CompressionSettings
  private let sample: UnsafeMutableRawBufferPointer
  private let output: UnsafeMutableRawBufferPointer

  init() throws(SealingError) {
    settings = try CompressionSettings([(ZSTD_c_compressionLevel, 1)])
    guard let context = ZSTD_createCCtx() else { throw .library(call: "ZSTD_createCCtx") }
    self.context = context
    let capacity = Self.sampleBytes * Self.sampleCount
    sample = .allocate(byteCount: capacity, alignment: 16)
    output = .allocate(byteCount: capacity, alignment: 16)
    try settings.apply(to: context)
  }

  deinit {
    ZSTD_freeCCtx(context)
    sample.deallocate()
    output.deallocate()
  }

  func isIncompressible(_ chunk: UnsafeRawBufferPointer) throws(SealingError) -> Bool {
    let source = gather(chunk)
    let limit = source.count - source.count * Self.minimumGainPercent / 100
    let result = ZSTD_compress2(
      context, output.baseAddress, limit, source.baseAddress, source.count)
    guard ZSTD_isError(result) != 0 else { return false }
    guard ZSTD_getErrorCode(result) == ZSTD_error_dstSize_tooSmall else {
      throw .library(call: "ZSTD_compress2")
    }
    return true
  }

  /// The chunk itself if it is small, else pieces from its start, middle and end.
  private func gather(_ chunk: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard chunk.count > sample.count else { return chunk }
    let step = (chunk.count - Self.sampleBytes) / (Self.sampleCount - 1)
    for index in 0..<Self.sampleCount {
      let piece = chunk[(index * step)..<(index * step + Self.sampleBytes)]
      let place = sample[(index * Self.sampleBytes)...].prefix(Self.sampleBytes)
      UnsafeMutableRawBufferPointer(rebasing: place).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: piece))
    }
    return UnsafeRawBufferPointer(sample)
  }
}
