internal import Format

/// HMAC-SHA256 under one key, for any number of messages; one per worker thread.
final class MessageAuthentication {
  private let context: MACContext

  init(key: SecretBytes) throws(SealingError) {
    let parameters = LibraryParameters()
    parameters.set("digest", text: "SHA256")
    context = try MACContext("HMAC", key: key, parameters)
  }

  /// The code of `first` ‖ `second`.
  func code(
    _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer
  ) throws(SealingError) -> Bytes32 {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    return try withUnsafeMutableBytes(of: &words) { (code) throws(SealingError) in
      try context.write(to: code, of: first, second)
      return Bytes32(loading: UnsafeRawBufferPointer(code), at: 0)
    }
  }
}
