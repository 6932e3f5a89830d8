import Format
import Pipelines
import TestSupport
import Testing

@testable import Repository

@Suite struct FrameCacheTests {
  private func key(_ number: Int) -> FrameCache.Key {
    FrameCache.Key(pack: PackID(.zero), offset: number)
  }

  /// What is held; nothing is opened.
  private func held(_ cache: FrameCache, _ number: Int) -> [UInt8]? {
    try? cache.frame(key(number)) { () throws(RepositoryError) in
      throw .damaged("not held", at: "frame \(number)")
    }
  }

  private func open(_ cache: FrameCache, _ number: Int, count: Int) throws {
    _ = try cache.frame(key(number)) { () throws(RepositoryError) in
      [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: count)
    }
  }

  @Test("Never more bytes are held than the limit", arguments: 0..<UInt64(10))
  func bound(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let cache = FrameCache(limitBytes: 10_000)
    for number in 0..<200 {
      let count = Int.random(in: 1...3000, using: &random)
      try open(cache, number, count: count)
      _ = held(cache, number / 2)
      let all = (0...number).compactMap { held(cache, $0) }
      #expect(all.reduce(0) { $0 + $1.count } <= 10_000)
    }
  }

  @Test("A frame that is asked for stays while others come and go; too large a one is not kept")
  func order() throws {
    let cache = FrameCache(limitBytes: 4000)
    for number in 0..<20 {
      try open(cache, number, count: 1000)
      #expect(held(cache, 0)?.first == 0)
    }
    #expect(held(cache, 19) != nil)
    #expect(held(cache, 15) == nil)
    try open(cache, 77, count: 1001)
    #expect(held(cache, 77) == nil)
    #expect(held(cache, 19) != nil)
  }

  @Test("Threads that ask for a frame at the same time have it opened once; a failure is nobody's")
  func opensOnce() throws {
    let cache = FrameCache()
    let opened = Monitor([Int: Int]())
    let lengths = Monitor([Int]())
    let ask: @Sendable (Int) -> Void = { number in
      let bytes = try? cache.frame(key(number)) { () throws(RepositoryError) in
        let times = opened.access { opened in
          opened[number, default: 0] += 1
          return opened[number, default: 0]
        }
        // The first attempt at every tenth fails: the next one to ask tries again.
        if times == 1, number % 10 == 0 { throw .damaged("for once", at: "frame \(number)") }
        return [UInt8](repeating: 7, count: number + 1)
      }
      lengths.access { $0.append(bytes.map { $0.count - number } ?? 0) }
    }
    let threads = try (0..<8).map { _ in try WorkerThread { (0..<200).forEach(ask) } }
    for thread in threads { thread.join() }
    #expect(opened.access { $0.filter { $0.key % 10 != 0 }.allSatisfy { $0.value == 1 } })
    #expect(opened.access { $0.filter { $0.key % 10 == 0 }.allSatisfy { $0.value == 2 } })
    #expect(lengths.access { $0.count { $0 == 1 } } == 8 * 200 - 20)
  }
}
