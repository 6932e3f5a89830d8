import Format
import TestSupport
import Testing

@testable import Repository

@Suite struct FrameCacheTests {
  private func key(_ number: Int) -> FrameCache.Key {
    FrameCache.Key(pack: PackID(.zero), offset: number)
  }

  @Test("Never more bytes are held than the limit", arguments: 0..<UInt64(10))
  func bound(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let cache = FrameCache(limitBytes: 10_000)
    for number in 0..<200 {
      let count = Int.random(in: 1...3000, using: &random)
      cache.keep(
        [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: count), for: key(number))
      _ = cache.frame(key(number / 2))
      let held = (0...number).compactMap { cache.frame(key($0)) }
      #expect(held.reduce(0) { $0 + $1.count } <= 10_000)
    }
  }

  @Test("A frame that is asked for stays while others come and go; too large a one is not kept")
  func order() {
    let cache = FrameCache(limitBytes: 4000)
    for number in 0..<20 {
      cache.keep([UInt8](repeating: UInt8(number), count: 1000), for: key(number))
      #expect(cache.frame(key(0))?.first == 0)
    }
    #expect(cache.frame(key(19)) != nil)
    #expect(cache.frame(key(15)) == nil)
    cache.keep([UInt8](repeating: 77, count: 1001), for: key(77))
    #expect(cache.frame(key(77)) == nil)
    #expect(cache.frame(key(19)) != nil)
  }
}
