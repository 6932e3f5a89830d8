/// Where keys, nonces, salts and names come from; an argument, so that tests can repeat a run.
package protocol RandomSource: Sendable {
  /// Fills the whole buffer.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(SealingError)
}

extension RandomSource {
  package func bytes(_ count: Int) throws(SealingError) -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { (buffer, filled) throws(SealingError) in
      try fill(UnsafeMutableRawBufferPointer(buffer))
      filled = count
    }
  }
}
