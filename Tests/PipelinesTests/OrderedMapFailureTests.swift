import Pipelines
import Synchronization
import TestSupport
import Testing

@Suite struct OrderedMapFailureTests {
  @Test(
    "The first failing item in order decides, after the results before it",
    arguments: 0..<UInt64(60))
  func firstInOrder(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let failing = Set((0..<4).map { _ in Int.random(in: 0..<150, using: &random) })
    let sourceFailure = Int.random(in: 0..<150, using: &random)
    let first = min(failing.min() ?? sourceFailure, sourceFailure)
    let workers = Int.random(in: 1...4, using: &random)
    let limit = Int.random(in: 1...10, using: &random)
    var fetched = 0
    var results: [Int] = []
    let error = #expect(throws: Failure.self) {
      try orderedMap(
        workers: workers, limit: limit, cancellation: Cancellation(),
        next: { () -> Int? in
          if fetched == sourceFailure { throw Failure(item: fetched) }
          fetched += 1
          return fetched - 1
        },
        makeState: {},
        transform: { _, item in
          if failing.contains(item) { throw Failure(item: item) }
          return item
        },
        consume: { results.append($0) })
    }
    #expect(error == Failure(item: first))
    #expect(results == Array(0..<first))
    #expect(fetched <= first + limit)
  }

  @Test("A failing consumer ends the work at once")
  func consumer() {
    var fetched = 0
    var consumed: [Int] = []
    let error = #expect(throws: Failure.self) {
      try orderedMap(
        workers: 2, limit: 4, cancellation: Cancellation(),
        next: { () -> Int? in
          fetched += 1
          return fetched
        },
        makeState: {},
        transform: { _, item in item },
        consume: { item in
          consumed.append(item)
          if item == 9 { throw Failure(item: item) }
        })
    }
    #expect(error == Failure(item: 9))
    #expect(consumed == Array(1...9))
    #expect(fetched <= 9 + 4)
  }

  @Test("A worker that cannot make its state ends the work")
  func state() {
    let states = Atomic(0)
    let error = #expect(throws: Failure.self) {
      try orderedMap(
        workers: 3, limit: 6, cancellation: Cancellation(),
        next: { 1 },
        makeState: {
          guard states.add(1, ordering: .relaxed).newValue != 2 else { throw Failure(item: -1) }
        },
        transform: { _, item in item },
        consume: { _ in })
    }
    #expect(error == Failure(item: -1))
  }

  @Test("After a cancellation nothing is fetched or consumed", arguments: [0, 1, 30])
  func cancellation(after: Int) {
    let cancellation = Cancellation()
    if after == 0 { cancellation.cancel() }
    var consumed = 0
    #expect(throws: Cancelled.self) {
      try orderedMap(
        workers: 2, limit: 4, cancellation: cancellation,
        next: {
          #expect(!cancellation.isCancelled)
          return 1
        },
        makeState: {},
        transform: { _, item in item },
        consume: { _ in
          #expect(!cancellation.isCancelled)
          consumed += 1
          if consumed == after { cancellation.cancel() }
        })
    }
    #expect(consumed == after)
  }

  @Test("A cancellation is seen while every worker and the owner wait for one another")
  func cancellationByWorker() {
    let cancellation = Cancellation()
    #expect(throws: Cancelled.self) {
      try orderedMap(
        workers: 2, limit: 2, cancellation: cancellation,
        next: { 1 },
        makeState: { 0 },
        transform: { count, _ in
          count += 1
          if count == 20 { cancellation.cancel() }
        },
        consume: { _ in })
    }
  }

  @Test("Items and results still on their way are freed")
  func freed() {
    let live = Live()
    var fetched = 0
    #expect(throws: Failure.self) {
      try orderedMap(
        workers: 2, limit: 8, cancellation: Cancellation(),
        next: {
          fetched += 1
          return Counted(fetched, live)
        },
        makeState: {},
        transform: { _, item in
          if item.number == 20 { throw Failure(item: 20) }
          return item
        },
        consume: { _ in })
    }
    #expect(live.count == 0)
  }
}
