extension Sealer {
  /// Like `seal` for plaintext that is itself a key.
  func seal(
    _ secret: SecretBytes, key: AEADKey, associatedData: [UInt8]
  ) throws(SealingError) -> [UInt8] {
    let capacity = secret.count + Self.overheadBytes
    return try [UInt8](unsafeUninitializedCapacity: capacity) {
      (buffer, count) throws(SealingError) in
      let destination = UnsafeMutableRawBufferPointer(buffer)
      count = try secret.withBytes { (bytes) throws(SealingError) in
        try seal(bytes, key: key, associatedData: associatedData, into: destination)
      }
    }
  }

  /// Like `open` where the plaintext must never stand in ordinary memory.
  func open(
    _ sealed: [UInt8], key: AEADKey, associatedData: [UInt8]
  ) throws(SealingError) -> SecretBytes {
    let count = max(sealed.count - Self.overheadBytes, 0)
    return try SecretBytes(count: count) { (destination) throws(SealingError) in
      _ = try sealed.withRawBytes { (bytes) throws(SealingError) in
        try open(bytes, key: key, associatedData: associatedData, into: destination)
      }
    }
  }
}
