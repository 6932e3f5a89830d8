internal import CShims

/// The first half of XAES-256-GCM: a message's key from the long-lived key and 12 nonce bytes.
///
/// CMAC-based counter mode of SP 800-108, which for these lengths comes down to two AES calls, and
/// one for the CMAC subkey that is kept as long as the key stays the same.
final class MessageKeyDerivation {
  private let cipher: CipherContext
  // K1 (16 bytes), the two blocks (32), the message key (32).
  private let scratch: LockedMemory
  // Held, not only compared: the address of a released key could come back as another key's.
  private var current: SecretBytes?

  init() throws(SealingError) {
    cipher = try CipherContext(algorithm: "AES-256-ECB")
    scratch = try LockedMemory(byteCount: 80)
  }

  /// The 32-byte key; valid until the next call.
  func messageKey(
    for key: AEADKey, nonce: UnsafeRawBufferPointer
  ) throws(SealingError) -> UnsafeRawBufferPointer {
    if current !== key.secret { try prepare(key) }
    let blocks = UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[16..<48])
    for block in 0..<2 {
      let start = block * 16
      blocks[start] = 0
      blocks[start + 1] = UInt8(block + 1)
      blocks[start + 2] = UInt8(ascii: "X")
      blocks[start + 3] = 0
      for index in 0..<12 { blocks[start + 4 + index] = nonce[index] }
      for index in 0..<16 { blocks[start + index] ^= scratch.bytes[index] }
    }
    let output = UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[48...])
    try cipher.transform(UnsafeRawBufferPointer(blocks), into: output)
    return UnsafeRawBufferPointer(output)
  }

  /// Keys AES and computes the subkey K1: AES(0) doubled in GF(2^128).
  private func prepare(_ key: AEADKey) throws(SealingError) {
    current = nil
    let none = UnsafeRawBufferPointer(start: nil, count: 0)
    try key.secret.withBytes { (bytes) throws(SealingError) in
      try cipher.begin(.seal, key: bytes, nonce: none)
    }
    let zeros = UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[16..<32])
    zeros.initializeMemory(as: UInt8.self, repeating: 0)
    let subkey = UnsafeMutableRawBufferPointer(rebasing: scratch.bytes[..<16])
    try cipher.transform(UnsafeRawBufferPointer(zeros), into: subkey)
    // Without a branch on the secret bit.
    let carry = 0x87 & (0 &- (subkey[0] >> 7))
    for index in 0..<15 { subkey[index] = subkey[index] << 1 | subkey[index + 1] >> 7 }
    subkey[15] = subkey[15] << 1 ^ carry
    current = key.secret
  }
}
