/// Fingerprints of states that were seen, 8 bytes each, in open addressing; with the fingerprint of
/// the state before it where a story may have to be told.
///
/// Two states with one fingerprint of 64 bits would be taken for one: among 2 · 10^8 states that
/// happens anywhere in a run with a probability of about 1 in 1 000.
final class FingerprintTable {
  private let slots: UnsafeMutablePointer<UInt64>
  private let parents: UnsafeMutablePointer<UInt64>?
  private let mask: Int
  private let limit: Int
  private(set) var count = 0

  enum Parents { case kept, dropped }

  init(bits: Int, parents kept: Parents) {
    let size = 1 << bits
    mask = size - 1
    limit = size / 10 * 9
    slots = Self.zeros(size)
    parents = kept == .kept ? Self.zeros(size) : nil
  }

  private static func zeros(_ count: Int) -> UnsafeMutablePointer<UInt64> {
    let pointer = UnsafeMutablePointer<UInt64>.allocate(capacity: count)
    pointer.initialize(repeating: 0, count: count)
    return pointer
  }

  deinit {
    slots.deallocate()
    parents?.deallocate()
  }

  var isFull: Bool { count >= limit }

  /// Whether it was not there before.
  func insert(_ fingerprint: UInt64, after parent: UInt64) -> Bool {
    var index = Int(truncatingIfNeeded: fingerprint) & mask
    while slots[index] != 0 {
      if slots[index] == fingerprint { return false }
      index = (index + 1) & mask
    }
    slots[index] = fingerprint
    parents?[index] = parent
    count += 1
    return true
  }

  /// 0 for the first state.
  func parent(of fingerprint: UInt64) -> UInt64 {
    var index = Int(truncatingIfNeeded: fingerprint) & mask
    while slots[index] != 0 {
      if slots[index] == fingerprint { return parents?[index] ?? 0 }
      index = (index + 1) & mask
    }
    return 0
  }
}
