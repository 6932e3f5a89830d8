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

  private let context: MACContext
  private let authentication: MessageAuthentication

  package init(keyring: Keyring) throws(SealingError) {
    let parameters = LibraryParameters()
    parameters.set("cipher", text: "AES-256-GCM")
    context = try MACContext("GMAC", key: keyring.fingerprintKey, parameters)
    authentication = try MessageAuthentication(key: keyring.chunkIDKey)
  }

  package func fingerprint(_ contents: UnsafeRawBufferPointer) throws(SealingError) -> Fingerprint {
    var words: (UInt64, UInt64) = (0, 0)
    let code = try withUnsafeMutableBytes(of: &words) { (tag) throws(SealingError) in
      try Self.nonce.withRawBytes { (nonce) throws(SealingError) in
        let parameters = LibraryParameters()
        parameters.set("iv", bytes: nonce)
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        try context.write(to: tag, parameters, of: contents, nothing)
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
