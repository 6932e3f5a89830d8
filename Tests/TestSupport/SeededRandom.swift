package import Sealing
internal import Synchronization

/// Repeatable keys, nonces and names: what a test uses where the product asks the kernel.
package final class SeededRandom: RandomSource {
  private let generator: Mutex<SeededGenerator>

  package init(seed: UInt64) {
    generator = Mutex(SeededGenerator(seed: seed))
  }

  package func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(SealingError) {
    generator.withLock { buffer.copyBytes(from: $0.bytes(buffer.count)) }
  }
}
