internal import CShims
internal import Glibc

/// The kernel's random generator.
///
/// Asked every time and never buffered: a buffer would be the same in a forked process or a cloned
/// virtual machine, and 24 bytes cost 0.3 µs.
package struct SystemRandom: RandomSource {
  package init() {}

  package func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(SealingError) {
    var filled = 0
    while filled < buffer.count {
      let count = getrandom(buffer.baseAddress.map { $0 + filled }, buffer.count - filled, 0)
      if count > 0 {
        filled += count
      } else if errno != EINTR {
        throw .noRandomness(errno: errno)
      }
    }
  }
}
