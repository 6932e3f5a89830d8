internal import CShims
package import Format

/// SHA-256 of a stream; used for what anyone may verify without a key, such as a pack's name.
package final class SHA256 {
  private let algorithm: OpaquePointer
  private let context: OpaquePointer

  package init() throws(SealingError) {
    guard let algorithm = EVP_MD_fetch(nil, "SHA256", nil) else {
      throw .library(call: "EVP_MD_fetch")
    }
    guard let context = EVP_MD_CTX_new() else {
      EVP_MD_free(algorithm)
      throw .library(call: "EVP_MD_CTX_new")
    }
    self.algorithm = algorithm
    self.context = context
    try start()
  }

  deinit {
    EVP_MD_CTX_free(context)
    EVP_MD_free(algorithm)
  }

  package func update(_ bytes: UnsafeRawBufferPointer) throws(SealingError) {
    guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
      throw .library(call: "EVP_DigestUpdate")
    }
  }

  package func update(_ bytes: [UInt8]) throws(SealingError) {
    try bytes.withRawBytes { (bytes) throws(SealingError) in try update(bytes) }
  }

  /// The hash of everything since the start or the last `finish`; then starts again.
  package func finish() throws(SealingError) -> Bytes32 {
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    let hash = try withUnsafeMutableBytes(of: &words) { (hash) throws(SealingError) in
      guard let bytes = hash.octets, EVP_DigestFinal_ex(context, bytes, nil) == 1 else {
        throw .library(call: "EVP_DigestFinal_ex")
      }
      return Bytes32(loading: bytes)
    }
    try start()
    return hash
  }

  package static func hash(_ bytes: UnsafeRawBufferPointer) throws(SealingError) -> Bytes32 {
    let hash = try SHA256()
    try hash.update(bytes)
    return try hash.finish()
  }

  package static func hash(_ bytes: [UInt8]) throws(SealingError) -> Bytes32 {
    try bytes.withRawBytes { (bytes) throws(SealingError) in try hash(bytes) }
  }

  /// Of a secret, which the hash is as well: in locked memory.
  static func hash(_ secret: SecretBytes) throws(SealingError) -> SecretBytes {
    let hash = try SHA256()
    try secret.withBytes { (bytes) throws(SealingError) in try hash.update(bytes) }
    return try SecretBytes(count: Bytes32.byteCount) { (result) throws(SealingError) in
      guard let octets = result.octets, EVP_DigestFinal_ex(hash.context, octets, nil) == 1 else {
        throw .library(call: "EVP_DigestFinal_ex")
      }
    }
  }

  private func start() throws(SealingError) {
    guard EVP_DigestInit_ex2(context, algorithm, nil) == 1 else {
      throw .library(call: "EVP_DigestInit_ex2")
    }
  }
}
