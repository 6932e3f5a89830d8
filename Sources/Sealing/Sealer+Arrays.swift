extension Sealer {
  package func seal(
    _ plaintext: UnsafeRawBufferPointer, key: AEADKey, associatedData: [UInt8],
    into destination: UnsafeMutableRawBufferPointer
  ) throws(SealingError) -> Int {
    try associatedData.withRawBytes { (data) throws(SealingError) in
      try seal(plaintext, key: key, associatedData: data, into: destination)
    }
  }

  package func open(
    _ sealed: UnsafeRawBufferPointer, key: AEADKey, associatedData: [UInt8],
    into destination: UnsafeMutableRawBufferPointer
  ) throws(SealingError) -> Int {
    try associatedData.withRawBytes { (data) throws(SealingError) in
      try open(sealed, key: key, associatedData: data, into: destination)
    }
  }

  package func seal(
    _ plaintext: [UInt8], key: AEADKey, associatedData: [UInt8]
  ) throws(SealingError) -> [UInt8] {
    let capacity = plaintext.count + Self.overheadBytes
    return try [UInt8](unsafeUninitializedCapacity: capacity) {
      (buffer, count) throws(SealingError) in
      let destination = UnsafeMutableRawBufferPointer(buffer)
      count = try plaintext.withRawBytes { (bytes) throws(SealingError) in
        try seal(bytes, key: key, associatedData: associatedData, into: destination)
      }
    }
  }

  package func open(
    _ sealed: [UInt8], key: AEADKey, associatedData: [UInt8]
  ) throws(SealingError) -> [UInt8] {
    let capacity = max(sealed.count - Self.overheadBytes, 0)
    return try [UInt8](unsafeUninitializedCapacity: capacity) {
      (buffer, count) throws(SealingError) in
      let destination = UnsafeMutableRawBufferPointer(buffer)
      count = try sealed.withRawBytes { (bytes) throws(SealingError) in
        try open(bytes, key: key, associatedData: associatedData, into: destination)
      }
    }
  }
}
