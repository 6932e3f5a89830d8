import Sealing
import Synchronization

/// A random source that counts up, so that every drawn byte says when it was drawn.
final class CountingRandom: RandomSource {
  private let next: Mutex<UInt8>

  init(from first: UInt8) {
    next = Mutex(first)
  }

  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(SealingError) {
    next.withLock { next in
      for index in buffer.indices {
        buffer[index] = next
        next &+= 1
      }
    }
  }
}
