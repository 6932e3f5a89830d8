internal import CShims
package import Format

/// Says whether contents are what they were, in a quarter of the time that their chunk ID takes;
/// one per worker thread.
///
/// GMAC (NIST SP 800-38D) under a key of its own and one fixed nonce: a universal hash, so that
/// whoever does not know the key makes two contents of 8 MiB that have the same one with a
/// probability of 2^-108. HMAC of that: fingerprints lie in a file of this machine, and a nonce
/// that is used twice would tell who reads them what the key is.
package final class Fingerprinter {
  private static let label = Array("fingerprint".utf8)
  private static let nonce = [UInt8](repeating: 0, count: 12)

  private let context: OpaquePointer
  private let authentication: MessageAuthentication

  package init(keyring: Keyring) throws(SealingError) {
    authentication = try MessageAuthentication(key: keyring.chunkIDKey)
    guard let algorithm = EVP_MAC_fetch(nil, "GMAC", nil) else {
      throw .library(call: "EVP_MAC_fetch")
    }
    defer { EVP_MAC_free(algorithm) }
    guard let context = EVP_MAC_CTX_new(algorithm) else { throw .library(call: "EVP_MAC_CTX_new") }
    self.context = context
    let parameters = LibraryParameters()
    parameters.set("cipher", text: "AES-256-GCM")
    let status = keyring.fingerprintKey.withBytes { key in
      EVP_MAC_init(context, key.octets, key.count, parameters.list)
    }
    guard status == 1 else { throw .library(call: "EVP_MAC_init") }
  }

  deinit {
    EVP_MAC_CTX_free(context)
  }

  package func fingerprint(_ contents: UnsafeRawBufferPointer) throws(SealingError) -> Fingerprint {
    let status = Self.nonce.withRawBytes { nonce in
      let parameters = LibraryParameters()
      parameters.set("iv", bytes: nonce)
      return EVP_MAC_init(context, nil, 0, parameters.list)
    }
    guard status == 1 else { throw .library(call: "EVP_MAC_init") }
    guard EVP_MAC_update(context, contents.octets, contents.count) == 1 else {
      throw .library(call: "EVP_MAC_update")
    }
    var words: (UInt64, UInt64) = (0, 0)
    var written = 0
    let code = try withUnsafeMutableBytes(of: &words) { (tag) throws(SealingError) in
      guard EVP_MAC_final(context, tag.octets, &written, tag.count) == 1 else {
        throw .library(call: "EVP_MAC_final")
      }
      return try masked(UnsafeRawBufferPointer(tag))
    }
    return Fingerprint(high: code.prefix.high, low: code.prefix.low)
  }

  private func masked(_ tag: UnsafeRawBufferPointer) throws(SealingError) -> Bytes32 {
    try Self.label.withRawBytes { (label) throws(SealingError) in
      try authentication.code(label, tag)
    }
  }
}
