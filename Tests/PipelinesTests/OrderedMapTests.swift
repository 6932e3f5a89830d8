import Pipelines
import Synchronization
import TestSupport
import Testing

/// The orders in which threads meet differ from run to run; the seeds vary everything else.
@Suite struct OrderedMapTests {
  @Test("Results come in the order of the items, each once", arguments: 0..<UInt64(60))
  func order(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let count = Int.random(in: 0...400, using: &random)
    let workers = Int.random(in: 1...5, using: &random)
    let limit = Int.random(in: 1...12, using: &random)
    let spins = (0..<count).map { _ in Int.random(in: 0...2_000, using: &random) }
    var source = (0..<count).makeIterator()
    var results: [Int] = []
    try orderedMap(
      workers: workers, limit: limit, cancellation: Cancellation(),
      next: { source.next() },
      makeState: { SeededGenerator(seed: 0) },
      transform: { state, item in
        for _ in 0..<spins[item] { _ = state.next() }
        return item * 3
      },
      consume: { results.append($0) })
    #expect(results == (0..<count).map { $0 * 3 })
  }

  @Test("Never more than `limit` items are on the way, and that many are", arguments: [1, 2, 7])
  func bound(limit: Int) throws {
    var fetched = 0
    var consumed = 0
    var most = 0
    try orderedMap(
      workers: 3, limit: limit, cancellation: Cancellation(),
      next: { () -> Int? in
        guard fetched < 200 else { return nil }
        fetched += 1
        most = max(most, fetched - consumed)
        return fetched
      },
      makeState: {},
      transform: { _, item in item },
      consume: { _ in consumed += 1 })
    #expect(most == limit)
    #expect(consumed == 200)
  }

  @Test("All workers work at the same time, each with one state of its own")
  func workersAreThreads() throws {
    let arrived = Atomic(0)
    let states = Atomic(0)
    var source = (0..<3).makeIterator()
    var owners: Set<Int> = []
    try orderedMap(
      workers: 3, limit: 3, cancellation: Cancellation(),
      next: { source.next() },
      makeState: { states.add(1, ordering: .relaxed).newValue },
      transform: { state, _ in
        arrived.add(1, ordering: .relaxed)
        while arrived.load(ordering: .relaxed) < 3 { pause() }
        return state
      },
      consume: { owners.insert($0) })
    #expect(owners == [1, 2, 3])
    #expect(states.load(ordering: .relaxed) == 3)
  }

  @Test("A slow source and a slow consumer do not keep workers from what is on the way")
  func overlap() throws {
    let transformed = Atomic(0)
    var source = (0..<8).makeIterator()
    try orderedMap(
      workers: 2, limit: 4, cancellation: Cancellation(),
      next: { source.next() },
      makeState: {},
      transform: { _, item in
        transformed.add(1, ordering: .relaxed)
        return item
      },
      consume: { item in
        // With the first result in hand, the three behind it are still worked on.
        while item == 0, transformed.load(ordering: .relaxed) < 4 { pause() }
      })
    #expect(transformed.load(ordering: .relaxed) == 8)
  }

  @Test("Every worker has ended on return, after success, failure and cancellation alike")
  func threadsEnd() throws {
    for ending in [Ending.success, .failure, .cancellation] {
      let threads = Monitor<[String]>([])
      let cancellation = Cancellation()
      var fetched = 0
      let error = #expect(throws: (any Error).self) {
        try orderedMap(
          workers: 4, limit: 8, cancellation: cancellation,
          next: { () -> Int? in
            fetched += 1
            if fetched == 50, ending == .cancellation { cancellation.cancel() }
            return fetched < 100 ? fetched : nil
          },
          makeState: { threads.access { $0.append(currentThread()) } },
          transform: { _, item in
            if item == 50, ending == .failure { throw Failure(item: item) }
          },
          consume: { _ in })
        throw Finished()
      }
      switch ending {
      case .success: #expect(error is Finished)
      case .failure: #expect(error as? Failure == Failure(item: 50))
      case .cancellation: #expect(error is Cancelled)
      }
      let remaining = threads.access { $0 }.filter { !hasEnded($0) }
      #expect(remaining.isEmpty)
      #expect(threads.access { $0.count } > 0)
    }
  }

  private enum Ending { case success, failure, cancellation }
}
