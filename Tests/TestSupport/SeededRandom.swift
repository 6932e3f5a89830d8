internal import Pipelines
package import Sealing

/// Repeatable keys, nonces and names: what a test uses where the product asks the kernel.
package final class SeededRandom: RandomSource {
  private let generator: Monitor<SeededGenerator>

  package init(seed: UInt64) {
    generator = Monitor(SeededGenerator(seed: seed))
  }

  package func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(SealingError) {
    generator.access { buffer.copyBytes(from: $0.bytes(buffer.count)) }
  }
}
