internal import CShims
internal import Format

extension Bytes32 {
  /// Like `==`, in a time that tells nothing about where two codes differ.
  func equalsInConstantTime(_ other: Bytes32) -> Bool {
    var own: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var others = own
    return withUnsafeMutableBytes(of: &own) { own in
      withUnsafeMutableBytes(of: &others) { others in
        guard let left = own.baseAddress, let right = others.baseAddress else { return false }
        store(to: left)
        other.store(to: right)
        return CRYPTO_memcmp(left, right, Self.byteCount) == 0
      }
    }
  }
}
