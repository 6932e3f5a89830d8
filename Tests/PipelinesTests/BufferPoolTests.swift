import Pipelines
import Synchronization
import TestSupport
import Testing

@Suite struct BufferPoolTests {
  @Test("A returned buffer is handed out again, empty")
  func reuse() {
    let pool = BufferPool(capacityBytes: 100, limit: 2)
    let first = pool.take()
    #expect(first.capacity == 100)
    #expect(Int(bitPattern: first.mutableBytes.baseAddress) % Buffer.alignment == 0)
    first.mutableBytes.copyBytes(from: [1, 2, 3])
    first.count = 3
    #expect(Array(first.bytes) == [1, 2, 3])
    pool.giveBack(first)
    let second = pool.take()
    #expect(second === first)
    #expect(second.bytes.isEmpty)
    #expect(pool.take() !== second)
  }

  @Test("Never more buffers are out than the limit, whoever asks", arguments: 0..<UInt64(8))
  func bound(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let pool = BufferPool(capacityBytes: 16, limit: Int.random(in: 1...3, using: &random))
    let seen = Monitor<Set<ObjectIdentifier>>([])
    let out = Atomic(0)
    let threads = try (0..<6).map { _ in
      try WorkerThread {
        for _ in 0..<300 {
          let buffer = pool.take()
          let count = out.add(1, ordering: .relaxed).newValue
          #expect(count <= pool.limit)
          _ = seen.access { $0.insert(ObjectIdentifier(buffer)) }
          buffer.count = 16
          out.subtract(1, ordering: .relaxed)
          pool.giveBack(buffer)
        }
      }
    }
    for thread in threads { thread.join() }
    #expect(seen.access { $0.count } <= pool.limit)
  }
}
