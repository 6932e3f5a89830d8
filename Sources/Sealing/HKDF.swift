internal import CShims

/// HKDF with SHA-256 (RFC 5869), by OpenSSL.
package enum HKDF {
  /// `count` bytes (at most 8 160) from a key, a salt, and what the result is for.
  package static func derive(
    from key: SecretBytes, salt: [UInt8], purpose: String, count: Int
  ) throws(SealingError) -> SecretBytes {
    guard let algorithm = EVP_KDF_fetch(nil, "HKDF", nil) else {
      throw .library(call: "EVP_KDF_fetch")
    }
    defer { EVP_KDF_free(algorithm) }
    guard let context = EVP_KDF_CTX_new(algorithm) else { throw .library(call: "EVP_KDF_CTX_new") }
    defer { EVP_KDF_CTX_free(context) }
    return try SecretBytes(count: count) { (result) throws(SealingError) in
      let status = key.withBytes { key in
        run(context, key: key, salt: salt, purpose: Array(purpose.utf8), into: result)
      }
      guard status == 1 else { throw .library(call: "EVP_KDF_derive") }
    }
  }

  private static func run(
    _ context: OpaquePointer, key: UnsafeRawBufferPointer, salt: [UInt8], purpose: [UInt8],
    into result: UnsafeMutableRawBufferPointer
  ) -> Int32 {
    salt.withRawBytes { salt in
      purpose.withRawBytes { purpose in
        let parameters = LibraryParameters()
        parameters.set("digest", text: "SHA256")
        parameters.set("key", bytes: key)
        parameters.set("salt", bytes: salt)
        parameters.set("info", bytes: purpose)
        return EVP_KDF_derive(context, result.octets, result.count, parameters.list)
      }
    }
  }
}
