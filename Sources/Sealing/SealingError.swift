/// Why sealing, opening, deriving, compressing or decompressing failed.
///
/// Whoever knows which file the bytes came from wraps it once into a `RepositoryError`.
package enum SealingError: Error, Equatable, Sendable {
  /// The bytes are not what was sealed under this key with this associated data.
  case notAuthentic
  /// The password or the recovery words do not belong to this key slot and repository.
  case wrongSecret
  /// The bytes are not one frame that decompresses to exactly the expected length.
  case notDecodable
  /// The caller's buffer or key has not the length the operation needs.
  case wrongLength
  /// A key slot's label has more than `KeySlot.maxLabelBytes`.
  case labelTooLong
  /// The kernel gave no random bytes, for this `errno`.
  case noRandomness(errno: Int32)
  /// A library call that only fails for want of memory, or of an algorithm it was built without.
  case library(call: String)
}

extension SealingError: CustomStringConvertible {
  /// A clause without a full stop.
  package var description: String {
    switch self {
    case .notAuthentic: "it was changed, or belongs to another repository"
    case .wrongSecret: "wrong password or recovery words"
    case .notDecodable: "it does not decompress"
    case .wrongLength: "it has not the right length"
    case .labelTooLong: "the label is too long"
    case .noRandomness(let errno): "the kernel gives no random bytes (error \(errno))"
    case .library(let call): "\(call) failed"
    }
  }
}
