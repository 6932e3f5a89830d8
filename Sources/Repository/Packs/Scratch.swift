/// Memory of an encoder, used again for every frame.
struct Scratch: ~Copyable {
  /// More than this is given back after use: few chunks are that large, and they would double what
  /// every thread holds.
  private static let keptBytes = 4 << 20

  private var memory: UnsafeMutableRawBufferPointer?

  deinit { memory?.deallocate() }

  /// `count` bytes with undefined contents, valid until the next call of a method. Asked for no
  /// more than before, it is the same memory with what is in it.
  mutating func bytes(_ count: Int) -> UnsafeMutableRawBufferPointer {
    if let memory, memory.count >= count {
      return UnsafeMutableRawBufferPointer(rebasing: memory[..<count])
    }
    memory?.deallocate()
    let grown = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 64)
    memory = grown
    return grown
  }

  mutating func shrink() {
    guard let memory, memory.count > Self.keptBytes else { return }
    memory.deallocate()
    self.memory = nil
  }
}
