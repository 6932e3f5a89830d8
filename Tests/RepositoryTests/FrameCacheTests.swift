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
      // One that is asked for now and then stays longest.
      _ = cache.frame(key(number / 2))
      let held = (0...number).compactMap { cache.frame(key($0)) }
      #expect(held.reduce(0) { $0 + $1.count } <= 10_000)
    }
  }

  @Test("The frame that was not used for longest goes first; too large a one is not kept")
  func order() {
    let cache = FrameCache(limitBytes: 4000)
    for number in 0..<4 {
      cache.keep([UInt8](repeating: UInt8(number), count: 1000), for: key(number))
    }
    #expect(cache.frame(key(0))?.first == 0)
    cache.keep([UInt8](repeating: 9, count: 1000), for: key(9))
    #expect(
      [0, 1, 2, 3, 9].map { cache.frame(key($0)) != nil } == [true, false, true, true, true])
    cache.keep([UInt8](repeating: 7, count: 1001), for: key(7))
    #expect(cache.frame(key(7)) == nil)
    #expect(cache.frame(key(9)) != nil)
  }
}
