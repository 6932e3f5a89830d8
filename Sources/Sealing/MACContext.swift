internal import CShims

/// One of OpenSSL's message authentication codes under one key, for any number of messages.
final class MACContext {
  private let context: OpaquePointer

  /// `parameters` say which cipher or hash it is made of.
  init(
    _ algorithm: String, key: SecretBytes, _ parameters: LibraryParameters
  ) throws(SealingError) {
    guard let fetched = EVP_MAC_fetch(nil, algorithm, nil) else {
      throw .library(call: "EVP_MAC_fetch")
    }
    defer { EVP_MAC_free(fetched) }
    guard let context = EVP_MAC_CTX_new(fetched) else { throw .library(call: "EVP_MAC_CTX_new") }
    self.context = context
    let status = key.withBytes { bytes in
      EVP_MAC_init(context, bytes.octets, bytes.count, parameters.list)
    }
    guard status == 1 else { throw .library(call: "EVP_MAC_init") }
  }

  deinit {
    EVP_MAC_CTX_free(context)
  }

  /// Writes the code of `first` ‖ `second` to `code`, which has just its length. `parameters` are
  /// those of this message alone.
  func write(
    to code: UnsafeMutableRawBufferPointer, _ parameters: LibraryParameters? = nil,
    of first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer
  ) throws(SealingError) {
    // Without a key: again with the one it has, which is prepared already.
    guard EVP_MAC_init(context, nil, 0, parameters?.list) == 1 else {
      throw .library(call: "EVP_MAC_init")
    }
    guard EVP_MAC_update(context, first.octets, first.count) == 1,
      EVP_MAC_update(context, second.octets, second.count) == 1
    else { throw .library(call: "EVP_MAC_update") }
    var written = 0
    guard EVP_MAC_final(context, code.octets, &written, code.count) == 1, written == code.count
    else { throw .library(call: "EVP_MAC_final") }
  }
}
