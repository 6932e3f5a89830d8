internal import CShims

/// A key or a password: in locked memory, never printed, compared in constant time, wiped at last.
///
/// Sendable although it holds memory by pointer: the bytes are written in the initialiser, before
/// anyone else has the object, and never again until its `deinit`, when nobody else has it any
/// more.
package final class SecretBytes: @unchecked Sendable {
  private let memory: LockedMemory

  /// `fill` receives `count` zero bytes and leaves the secret in them.
  package init(
    count: Int, fill: (UnsafeMutableRawBufferPointer) throws(SealingError) -> Void
  ) throws(SealingError) {
    memory = try LockedMemory(byteCount: count)
    try fill(memory.bytes)
  }

  /// The caller wipes its own copy.
  package convenience init(copying bytes: UnsafeRawBufferPointer) throws(SealingError) {
    try self.init(count: bytes.count) { (buffer) throws(SealingError) in
      buffer.copyMemory(from: bytes)
    }
  }

  /// The caller's array stays in ordinary memory: for secrets that were there anyway.
  package convenience init(copying bytes: [UInt8]) throws(SealingError) {
    try self.init(count: bytes.count) { (buffer) throws(SealingError) in
      buffer.copyBytes(from: bytes)
    }
  }

  package convenience init(random: any RandomSource, count: Int) throws(SealingError) {
    try self.init(count: count) { (buffer) throws(SealingError) in try random.fill(buffer) }
  }

  package var count: Int { memory.bytes.count }

  /// The bytes, valid only inside `body`.
  package func withBytes<Result, Failure>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(memory.bytes))
  }

  /// Whether both hold the same bytes, in a time that depends on their number alone.
  package func matches(_ other: SecretBytes) -> Bool {
    guard count == other.count else { return false }
    return CRYPTO_memcmp(memory.bytes.baseAddress, other.memory.bytes.baseAddress, count) == 0
  }
}
