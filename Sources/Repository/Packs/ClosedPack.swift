import Format
import Pipelines

/// A pack's bytes, complete, before it is stored.
struct ClosedPack: Sendable {
  let id: PackID
  /// Goes back to its pool once the pack is stored.
  private let buffer: Buffer
  private let pool: BufferPool
  /// The encoding of its directory, which its index run repeats.
  let directory: [UInt8]
  let chunkCount: Int
  /// The bases that its deltas need.
  let bases: [ChunkPrefix]

  init(
    id: PackID, buffer: Buffer, pool: BufferPool, directory: [UInt8], chunkCount: Int,
    bases: [ChunkPrefix]
  ) {
    self.id = id
    self.buffer = buffer
    self.pool = pool
    self.directory = directory
    self.chunkCount = chunkCount
    self.bases = bases
  }

  var byteCount: Int { buffer.count }

  /// Lends the bytes for the call: after the last use of the pack their memory may be gone.
  func withBytes<Result, Failure>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    defer { withExtendedLifetime(buffer) {} }
    return try body(buffer.bytes)
  }

  func giveBack() {
    pool.giveBack(buffer)
  }
}
