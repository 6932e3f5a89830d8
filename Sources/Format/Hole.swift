/// A span of a file that takes no space on disk; its bytes are zeros of the content all the same
/// (FORMAT.md 7.3).
package struct Hole: Hashable, Sendable {
  package let offset: UInt64
  package let length: UInt64

  package init(offset: UInt64, length: UInt64) {
    self.offset = offset
    self.length = length
  }
}
