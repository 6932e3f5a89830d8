import Glibc
import Sealing
import Synchronization

/// A random source that gives what the test wants, for published vectors.
final class FixedRandom: RandomSource {
  let bytes: Mutex<[UInt8]>

  init(_ bytes: [UInt8]) {
    self.bytes = Mutex(bytes)
  }

  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(SealingError) {
    bytes.withLock { buffer.copyBytes(from: $0.prefix(buffer.count)) }
  }
}

/// Whether the long versions of tests run: `MARTLET_TORTURE=1 swift test`.
let isTorture = getenv("MARTLET_TORTURE") != nil
