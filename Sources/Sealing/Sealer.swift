internal import CShims

/// Seals and opens with XAES-256-GCM (C2SP; FORMAT.md 3.3); one per worker thread.
///
/// A sealed message is nonce ‖ ciphertext ‖ tag. The nonce has 192 random bits, so nothing is
/// counted and a cloned machine repeats none. From the key and the first half of the nonce three
/// AES calls derive a key for AES-256-GCM, which takes the second half as its own nonce.
package final class Sealer {
  package static let nonceBytes = 24
  package static let tagBytes = 16
  /// How much longer a sealed message is than its plaintext.
  package static let overheadBytes = nonceBytes + tagBytes
  /// More than any file of a repository; OpenSSL counts in 32 bits.
  package static let maxPlaintextBytes = 1 << 30

  private let random: any RandomSource
  private let derivation: MessageKeyDerivation
  private let cipher: CipherContext

  package init(random: any RandomSource) throws(SealingError) {
    self.random = random
    derivation = try MessageKeyDerivation()
    cipher = try CipherContext(algorithm: "AES-256-GCM")
  }

  /// Writes nonce, ciphertext and tag to the front of `destination` and returns their length.
  ///
  /// `destination` has at least `overheadBytes` more than `plaintext` and overlaps none of it.
  package func seal(
    _ plaintext: UnsafeRawBufferPointer, key: AEADKey, associatedData: UnsafeRawBufferPointer,
    into destination: UnsafeMutableRawBufferPointer
  ) throws(SealingError) -> Int {
    let count = plaintext.count + Self.overheadBytes
    guard plaintext.count <= Self.maxPlaintextBytes, destination.count >= count else {
      throw .wrongLength
    }
    let nonce = UnsafeMutableRawBufferPointer(rebasing: destination[..<Self.nonceBytes])
    let rest = UnsafeMutableRawBufferPointer(rebasing: destination[Self.nonceBytes..<count])
    try random.fill(nonce)
    try begin(.seal, key, UnsafeRawBufferPointer(nonce))
    try cipher.authenticate(associatedData)
    try cipher.transform(plaintext, into: rest)
    guard cipher.finish() else { throw .library(call: "EVP_CipherFinal_ex") }
    try cipher.readTag(
      into: UnsafeMutableRawBufferPointer(rebasing: rest[plaintext.count...]))
    return count
  }

  /// Writes the plaintext to the front of `destination` and returns its length.
  ///
  /// `destination` has at least as many bytes as the plaintext and overlaps nothing of `sealed`.
  /// Throws `notAuthentic` for another key, other associated data or any altered byte; then no
  /// byte of plaintext is left in `destination`.
  package func open(
    _ sealed: UnsafeRawBufferPointer, key: AEADKey, associatedData: UnsafeRawBufferPointer,
    into destination: UnsafeMutableRawBufferPointer
  ) throws(SealingError) -> Int {
    let count = sealed.count - Self.overheadBytes
    guard count >= 0 else { throw .notAuthentic }
    guard count <= Self.maxPlaintextBytes, destination.count >= count else { throw .wrongLength }
    let nonce = UnsafeRawBufferPointer(rebasing: sealed[..<Self.nonceBytes])
    let body = UnsafeRawBufferPointer(rebasing: sealed[Self.nonceBytes...].prefix(count))
    let tag = UnsafeRawBufferPointer(rebasing: sealed[(Self.nonceBytes + count)...])
    try begin(.open, key, nonce)
    try cipher.expectTag(tag)
    try cipher.authenticate(associatedData)
    try cipher.transform(body, into: destination)
    guard cipher.finish() else {
      OPENSSL_cleanse(destination.baseAddress, count)
      throw .notAuthentic
    }
    return count
  }

  private func begin(
    _ direction: CipherContext.Direction, _ key: AEADKey, _ nonce: UnsafeRawBufferPointer
  ) throws(SealingError) {
    let messageKey = try derivation.messageKey(for: key, nonce: nonce)
    try cipher.begin(
      direction, key: messageKey, nonce: UnsafeRawBufferPointer(rebasing: nonce[12...]))
  }
}
