import Pipelines
import Synchronization
import Testing

@Suite struct ReadAheadTests {
  private func numbers(
    _ count: Int, limit: Int, made: Monitor<Int> = Monitor(0)
  ) throws -> ReadAhead<Int> {
    try ReadAhead(
      limit: limit, weight: { _ in 1 },
      make: {
        var next = 0
        return {
          guard next < count else { return nil }
          defer { next += 1 }
          made.access { $0 += 1 }
          return next
        }
      })
  }

  @Test("Everything comes, in order, and then nothing", arguments: [1, 2, 64, 1000, 100_000])
  func order(limit: Int) throws {
    let ahead = try numbers(10_000, limit: limit)
    var taken: [Int] = []
    while true {
      let some = ahead.take()
      if some.isEmpty { break }
      taken += some
    }
    #expect(taken == Array(0..<10_000))
    #expect(ahead.take() == [])
  }

  @Test("No more is made than the limit and what is being handed over")
  func bound() throws {
    let made = Monitor(0)
    let ahead = try numbers(100_000, limit: 640, made: made)
    var taken = 0
    while true {
      let some = ahead.take()
      if some.isEmpty { break }
      taken += some.count
      #expect(some.count <= 10)
      // What waits, ten on their way, and the one that is being made.
      #expect(made.access { $0 } <= taken + 640 + 11)
    }
    #expect(taken == 100_000)
  }

  @Test("One that is heavier than the limit comes too")
  func heavy() throws {
    let ahead = try ReadAhead(
      limit: 10, weight: { $0 },
      make: {
        var next = [5, 100, 7, 1000]
        return { next.isEmpty ? nil : next.removeFirst() }
      })
    var taken: [Int] = []
    while true {
      let some = ahead.take()
      if some.isEmpty { break }
      taken += some
    }
    #expect(taken == [5, 100, 7, 1000])
  }

  @Test("After a stop nothing comes, and the thread has ended; so it has when nobody holds it")
  func stop() throws {
    let made = Monitor(0)
    let ahead = try numbers(.max, limit: 100, made: made)
    _ = ahead.take()
    ahead.stop()
    let count = made.access { $0 }
    #expect(ahead.take() == [])
    ahead.stop()
    #expect(made.access { $0 } == count)

    let more = Monitor(0)
    do { _ = try numbers(.max, limit: 100, made: more).take() }
    let last = more.access { $0 }
    for _ in 0..<1000 { #expect(more.access { $0 } == last) }
  }
}
