extension Compressor {
  /// The zstd frame of `source` if it is shorter than `source`.
  package func compressed(_ source: [UInt8]) throws(SealingError) -> [UInt8]? {
    var count: Int?
    let bytes = try [UInt8](unsafeUninitializedCapacity: source.count) {
      (buffer, filled) throws(SealingError) in
      let destination = UnsafeMutableRawBufferPointer(buffer)
      count = try source.withRawBytes { (bytes) throws(SealingError) in
        try compress(bytes, into: destination)
      }
      filled = count ?? 0
    }
    return count.map { $0 < source.count } == true ? bytes : nil
  }
}

extension Decompressor {
  /// `rawLength` bytes, which is allocated: the caller has compared it with its limit.
  package func decompressed(
    _ source: [UInt8], rawLength: Int
  ) throws(SealingError) -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: rawLength) { (buffer, count) throws(SealingError) in
      let destination = UnsafeMutableRawBufferPointer(buffer)
      try source.withRawBytes { (bytes) throws(SealingError) in
        try decompress(bytes, into: destination)
      }
      count = rawLength
    }
  }

  /// The same for a delta, the bytes of `source` in `place`.
  package func applyDelta(
    _ source: [UInt8], in place: Range<Int>, to base: [UInt8], rawLength: Int
  ) throws(SealingError) -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: rawLength) { (buffer, count) throws(SealingError) in
      let destination = UnsafeMutableRawBufferPointer(buffer)
      try source.withRawBytes { (bytes) throws(SealingError) in
        let delta = UnsafeRawBufferPointer(rebasing: bytes[place])
        try base.withRawBytes { (base) throws(SealingError) in
          try decompressDelta(delta, base: base, into: destination)
        }
      }
      count = rawLength
    }
  }
}
