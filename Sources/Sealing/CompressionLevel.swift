internal import CShims

/// How much time new data may cost; every level reads back equally fast.
package enum CompressionLevel: String, CaseIterable, Sendable {
  case fast
  case standard
  case max

  /// What zstd is told for whole frames and chunks.
  var parameters: [(ZSTD_cParameter, Int32)] {
    switch self {
    case .fast: [(ZSTD_c_compressionLevel, 1)]
    case .standard: [(ZSTD_c_compressionLevel, 3)]
    case .max: [(ZSTD_c_compressionLevel, 12)]
    }
  }

  /// What zstd is told for deltas.
  var deltaParameters: [(ZSTD_cParameter, Int32)] { parameters }
}
