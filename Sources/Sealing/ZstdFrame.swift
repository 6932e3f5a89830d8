/// What FORMAT.md 5.1 allows of a zstd frame (RFC 8878, 3.1.1) beyond what libzstd checks.
enum ZstdFrame {
  /// Windows of at most 128 MiB.
  static let maxWindowLog = 27

  /// Whether `bytes` are exactly one frame without magic number, content size, checksum and
  /// dictionary ID, and with an allowed window. The insides of blocks are libzstd's business.
  ///
  /// Without this libzstd would take any header, and several frames for one.
  static func isAllowed(_ bytes: UnsafeRawBufferPointer) -> Bool {
    // Descriptor 0: none of the optional fields. The window's exponent counts from 2^10.
    guard bytes.count >= 2, bytes[0] == 0 else { return false }
    guard bytes[1] <= UInt8((maxWindowLog - 10) << 3) else { return false }
    var offset = 2
    while bytes.count - offset >= 3 {
      let header = Int(bytes[offset]) | Int(bytes[offset + 1]) << 8 | Int(bytes[offset + 2]) << 16
      let isRunLength = header >> 1 & 3 == 1
      offset += 3 + (isRunLength ? 1 : header >> 3)
      guard offset <= bytes.count else { return false }
      if header & 1 == 1 { return offset == bytes.count }
    }
    return false
  }
}
