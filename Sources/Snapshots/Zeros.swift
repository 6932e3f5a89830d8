import Glibc

extension UnsafeRawBufferPointer {
  /// Whether no byte is anything but zero.
  var isAllZeros: Bool {
    guard let start = baseAddress, count > 0 else { return true }
    // Each byte is compared with the one before it.
    return self[0] == 0 && memcmp(start, start + 1, count - 1) == 0
  }
}
