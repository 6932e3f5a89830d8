/// How much of the packs a check is to read.
package enum PackShare: Equatable, Sendable {
  case all
  /// In millionths of the stored bytes, which is what takes time and can rot.
  case part(millionths: UInt64)
  case bytes(UInt64)
  case time(nanoseconds: UInt64)
}
