internal import CShims

/// How much time new data may cost; every level reads back equally fast.
package enum CompressionLevel: String, CaseIterable, Sendable {
  /// 0.39 GB/s on one core for source code in frames of 1 MiB, and 10 % more bytes than `standard`.
  case fast
  /// 0.24 GB/s.
  ///
  /// Plain level 3: larger or smaller tables, other strategies and minimal matches gain less than
  /// 0.3 % on source code for 5 % more time, or lose 1 to 5 % on binaries or databases.
  case standard
  /// 0.03 GB/s, 14 % fewer bytes than `standard`.
  case max

  /// What zstd is told for whole frames and chunks.
  var parameters: [(ZSTD_cParameter, Int32)] {
    switch self {
    case .fast: [(ZSTD_c_compressionLevel, 1)]
    case .standard: [(ZSTD_c_compressionLevel, 3)]
    case .max: [(ZSTD_c_compressionLevel, 12)]
    }
  }

  /// What zstd is told for deltas: 0.55 GB/s with `standard`.
  ///
  /// Always with long-distance matching. Without it level 3 finds nothing of a changed database in
  /// bases of 4 MiB (37 MB instead of 0.47 for 67), and on 1 316 changed source files it costs 15 %
  /// more bytes. From level 9 to 12 the last 7 % would cost five times the time.
  var deltaParameters: [(ZSTD_cParameter, Int32)] {
    let level: Int32 =
      switch self {
      case .fast: 1
      case .standard: 3
      case .max: 9
      }
    return [(ZSTD_c_compressionLevel, level), (ZSTD_c_enableLongDistanceMatching, 1)]
  }
}
