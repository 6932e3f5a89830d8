import Pipelines
import Sealing

/// A random source that counts up, so that every drawn byte says when it was drawn.
final class CountingRandom: RandomSource {
  private let next: Monitor<UInt8>

  init(from first: UInt8) {
    next = Monitor(first)
  }

  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(SealingError) {
    next.access { next in
      for index in buffer.indices {
        buffer[index] = next
        next &+= 1
      }
    }
  }
}
