import Pipelines
import Sealing

/// A random source that gives what the test wants, for published vectors.
final class FixedRandom: RandomSource {
  let bytes: Monitor<[UInt8]>

  init(_ bytes: [UInt8]) {
    self.bytes = Monitor(bytes)
  }

  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(SealingError) {
    bytes.access { buffer.copyBytes(from: $0.prefix(buffer.count)) }
  }
}
