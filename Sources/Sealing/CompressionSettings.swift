internal import CShims

/// A set of zstd parameters that a context takes over as a whole.
///
/// As a whole, because a context keeps a parameter until it is told another: one that was set for a
/// delta would silently apply to the next frame.
final class CompressionSettings {
  private let settings: OpaquePointer

  init(_ parameters: [(ZSTD_cParameter, Int32)]) throws(SealingError) {
    guard let settings = ZSTD_createCCtxParams() else {
      throw .library(call: "ZSTD_createCCtxParams")
    }
    self.settings = settings
    // The header would say what the directory says already (FORMAT.md 5.1).
    try set(ZSTD_c_experimentalParam2, Int32(ZSTD_f_zstd1_magicless.rawValue))
    try set(ZSTD_c_contentSizeFlag, 0)
    try set(ZSTD_c_checksumFlag, 0)
    try set(ZSTD_c_dictIDFlag, 0)
    for (parameter, value) in parameters { try set(parameter, value) }
  }

  deinit {
    ZSTD_freeCCtxParams(settings)
  }

  func set(_ parameter: ZSTD_cParameter, _ value: Int32) throws(SealingError) {
    guard ZSTD_isError(ZSTD_CCtxParams_setParameter(settings, parameter, value)) == 0 else {
      throw .library(call: "ZSTD_CCtxParams_setParameter")
    }
  }

  /// Replaces every parameter of `context`.
  func apply(to context: OpaquePointer) throws(SealingError) {
    ZSTD_CCtx_reset(context, ZSTD_reset_session_only)
    guard ZSTD_isError(ZSTD_CCtx_setParametersUsingCCtxParams(context, settings)) == 0 else {
      throw .library(call: "ZSTD_CCtx_setParametersUsingCCtxParams")
    }
  }
}
