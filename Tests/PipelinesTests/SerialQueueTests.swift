import Synchronization
import Testing

@testable import Pipelines

@Suite struct SerialQueueTests {
  @Test("Jobs are done in order, by one thread", arguments: [0, 1, 5])
  func order(limit: Int) throws {
    let done = Monitor<[Int]>([])
    let threads = Monitor<Set<String>>([])
    let queue = try SerialQueue<Int>(limit: limit) { job in
      done.access { $0.append(job) }
      _ = threads.access { $0.insert(currentThread()) }
    }
    for job in 0..<200 { try queue.submit(job) }
    try queue.drain()
    #expect(done.access { $0 } == Array(0..<200))
    #expect(threads.access { $0.count } == 1)
    #expect(threads.access { $0.first } != currentThread())
    try queue.submit(200)
    try queue.drain()
    #expect(done.access { $0.last } == 200)
    queue.stop()
  }

  @Test("No more jobs wait than the limit, beside the one that is done", arguments: [0, 1, 3])
  func bound(limit: Int) throws {
    let live = Live()
    let most = Monitor(0)
    let queue = try SerialQueue<Counted>(limit: limit) { job in
      // The first is not done before the queue is full and the owner waits with one more.
      while job.number == 0, live.count < limit + 2 { pause() }
      for _ in 0..<20 { pause() }
      most.access { $0 = max($0, live.count) }
    }
    for number in 0..<60 { try queue.submit(Counted(number, live)) }
    try queue.drain()
    queue.stop()
    #expect(most.access { $0 } == limit + 2)
    #expect(live.count == 0)
  }

  @Test("What a job throws is thrown by every later call, and the rest is dropped")
  func failure() throws {
    let live = Live()
    let done = Monitor<[Int]>([])
    let gate = Atomic(false)
    let queue = try SerialQueue<Counted>(limit: 10) { job in
      while !gate.load(ordering: .acquiring) { pause() }
      if job.number == 2 { throw Failure(item: 2) }
      done.access { $0.append(job.number) }
    }
    for number in 0..<6 { try queue.submit(Counted(number, live)) }
    gate.store(true, ordering: .releasing)
    #expect(throws: Failure(item: 2)) { try queue.drain() }
    #expect(throws: Failure(item: 2)) { try queue.submit(Counted(7, live)) }
    #expect(throws: Failure(item: 2)) { try queue.drain() }
    #expect(done.access { $0 } == [0, 1])
    queue.stop()
    #expect(throws: Failure(item: 2)) { try queue.drain() }
    #expect(live.count == 0)
  }

  @Test("An owner that waits for room hears of the failure")
  func failureWhileWaiting() throws {
    let gate = Atomic(false)
    let queue = try SerialQueue<Int>(limit: 0) { job in
      while !gate.load(ordering: .acquiring) { pause() }
      throw Failure(item: job)
    }
    try queue.submit(1)
    let opener = try WorkerThread {
      for _ in 0..<100 { pause() }
      gate.store(true, ordering: .releasing)
    }
    #expect(throws: Failure(item: 1)) { try queue.submit(2) }
    opener.join()
  }

  @Test("Stopping waits for the job that is done, drops the others and ends the thread")
  func stopping() throws {
    let live = Live()
    let started = Atomic(false)
    let done = Monitor<[Int]>([])
    let thread = Monitor("")
    let queue = try SerialQueue<Counted>(limit: 10) { job in
      thread.access { $0 = currentThread() }
      started.store(true, ordering: .releasing)
      for _ in 0..<200 { pause() }
      done.access { $0.append(job.number) }
    }
    for number in 0..<5 { try queue.submit(Counted(number, live)) }
    while !started.load(ordering: .acquiring) { pause() }
    queue.stop()
    let finished = done.access { $0 }
    #expect(finished == Array(0..<finished.count))
    #expect(!finished.isEmpty)
    #expect(live.count == 0)
    #expect(hasEnded(thread.access { $0 }))
    queue.stop()
    #expect(done.access { $0 } == finished)
  }

  @Test("After a stop nothing is taken, and nobody waits for what will never be done")
  func afterStop() throws {
    let queue = try SerialQueue<Int>(limit: 0) { _ in }
    try queue.submit(1)
    try queue.drain()
    queue.stop()
    #expect(throws: Cancelled()) { try queue.submit(2) }
    #expect(throws: Cancelled()) { try queue.drain() }
  }

  @Test("An owner that waits is told of a stop")
  func stopWhileWaiting() throws {
    let gate = Atomic(false)
    let queue = try SerialQueue<Int>(limit: 0) { _ in
      while !gate.load(ordering: .acquiring) { pause() }
    }
    try queue.submit(1)
    let stopper = try WorkerThread {
      for _ in 0..<100 { pause() }
      gate.store(true, ordering: .releasing)
      queue.stop()
    }
    #expect(throws: Cancelled()) { for job in 2... { try queue.submit(job) } }
    stopper.join()
  }

  @Test("A queue that is let go of ends its thread")
  func release() throws {
    let thread = Monitor("")
    var queue: SerialQueue<Int>? = try SerialQueue(limit: 0) { _ in
      thread.access { $0 = currentThread() }
    }
    try queue?.submit(1)
    try queue?.drain()
    queue = nil
    #expect(hasEnded(thread.access { $0 }))
  }
}
