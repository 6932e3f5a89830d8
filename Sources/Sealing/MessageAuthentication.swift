internal import CShims
internal import Format

/// HMAC-SHA256 under one key, for any number of messages; one per worker thread.
final class MessageAuthentication {
  private let context: OpaquePointer

  init(key: SecretBytes) throws(SealingError) {
    guard let algorithm = EVP_MAC_fetch(nil, "HMAC", nil) else {
      throw .library(call: "EVP_MAC_fetch")
    }
    defer { EVP_MAC_free(algorithm) }
    guard let context = EVP_MAC_CTX_new(algorithm) else { throw .library(call: "EVP_MAC_CTX_new") }
    self.context = context
    let parameters = LibraryParameters()
    parameters.set("digest", text: "SHA256")
    let status = key.withBytes { bytes in
      EVP_MAC_init(context, bytes.octets, bytes.count, parameters.list)
    }
    guard status == 1 else { throw .library(call: "EVP_MAC_init") }
  }

  deinit {
    EVP_MAC_CTX_free(context)
  }

  /// The code of `first` ‖ `second`.
  func code(
    _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer
  ) throws(SealingError) -> Bytes32 {
    // Without a key: again with the one it has, whose pads are already hashed.
    guard EVP_MAC_init(context, nil, 0, nil) == 1 else { throw .library(call: "EVP_MAC_init") }
    guard EVP_MAC_update(context, first.octets, first.count) == 1,
      EVP_MAC_update(context, second.octets, second.count) == 1
    else { throw .library(call: "EVP_MAC_update") }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    var written = 0
    return try withUnsafeMutableBytes(of: &words) { (code) throws(SealingError) in
      guard let start = code.octets, EVP_MAC_final(context, start, &written, code.count) == 1 else {
        throw .library(call: "EVP_MAC_final")
      }
      return Bytes32(loading: start)
    }
  }
}
