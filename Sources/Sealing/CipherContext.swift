internal import CShims

/// An OpenSSL cipher that is fetched once and keyed anew for every message, without allocation.
final class CipherContext {
  enum Direction: Int32 {
    case open = 0
    case seal = 1
  }

  private let context: OpaquePointer

  init(algorithm: String) throws(SealingError) {
    guard let cipher = EVP_CIPHER_fetch(nil, algorithm, nil) else {
      throw .library(call: "EVP_CIPHER_fetch")
    }
    // The context keeps a reference of its own.
    defer { EVP_CIPHER_free(cipher) }
    guard let context = EVP_CIPHER_CTX_new() else { throw .library(call: "EVP_CIPHER_CTX_new") }
    self.context = context
    guard EVP_CipherInit_ex2(context, cipher, nil, nil, 1, nil) == 1 else {
      throw .library(call: "EVP_CipherInit_ex2")
    }
    EVP_CIPHER_CTX_set_padding(context, 0)
  }

  deinit {
    EVP_CIPHER_CTX_free(context)
  }

  /// Starts a message; an empty nonce for a mode that has none.
  func begin(
    _ direction: Direction, key: UnsafeRawBufferPointer, nonce: UnsafeRawBufferPointer
  ) throws(SealingError) {
    let status = EVP_CipherInit_ex2(
      context, nil, key.octets, nonce.octets, direction.rawValue, nil)
    guard status == 1 else { throw .library(call: "EVP_CipherInit_ex2") }
  }

  /// Adds associated data, before any `transform`.
  func authenticate(_ data: UnsafeRawBufferPointer) throws(SealingError) {
    guard data.count > 0 else { return }
    var written: Int32 = 0
    guard let count = Int32(exactly: data.count) else { throw .wrongLength }
    guard EVP_CipherUpdate(context, nil, &written, data.octets, count) == 1 else {
      throw .library(call: "EVP_CipherUpdate")
    }
  }

  /// Encrypts or decrypts; `output` has at least as many bytes as `input`.
  func transform(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) throws(SealingError) {
    // For OpenSSL no output pointer means associated data.
    guard input.count > 0 else { return }
    guard let count = Int32(exactly: input.count), output.count >= input.count else {
      throw .wrongLength
    }
    var written: Int32 = 0
    guard EVP_CipherUpdate(context, output.octets, &written, input.octets, count) == 1 else {
      throw .library(call: "EVP_CipherUpdate")
    }
  }

  /// Ends a message; `false` if its tag is not the expected one.
  func finish() -> Bool {
    var written: Int32 = 0
    // A mode with a tag writes nothing here, but is given a place to write to.
    var unused: (UInt64, UInt64) = (0, 0)
    let status = withUnsafeMutableBytes(of: &unused) { buffer in
      EVP_CipherFinal_ex(context, buffer.octets, &written)
    }
    if status != 1 { ERR_clear_error() }
    return status == 1
  }

  func expectTag(_ tag: UnsafeRawBufferPointer) throws(SealingError) {
    // OpenSSL copies the tag; its interface only lacks the `const`.
    let bytes = UnsafeMutableRawPointer(mutating: tag.baseAddress)
    let status = EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), bytes)
    guard status == 1 else { throw .library(call: "EVP_CTRL_AEAD_SET_TAG") }
  }

  func readTag(into tag: UnsafeMutableRawBufferPointer) throws(SealingError) {
    let status = EVP_CIPHER_CTX_ctrl(
      context, EVP_CTRL_AEAD_GET_TAG, Int32(tag.count), tag.baseAddress)
    guard status == 1 else { throw .library(call: "EVP_CTRL_AEAD_GET_TAG") }
  }
}
