import Synchronization

/// Elements that a thread of their own makes ahead of whoever takes them, in order.
///
/// What is held is bounded by weight: when more than `limit` waits to be taken, the thread waits
/// too. Elements are handed over some at a time, or at once when somebody waits for one, so that a
/// light one costs next to nothing. Taken by one thread.
package final class ReadAhead<Element: Sendable>: Sendable {
  private struct Batch {
    var elements: [Element]
    var weight: Int
  }

  private struct State {
    var waiting: [Batch] = []
    var weight = 0
    var hasEnded = false
    var isStopped = false
  }

  /// What both sides know.
  private final class Line: Sendable {
    let state = Monitor(State())
    let changed = Condition()
    /// Whether the taker has nothing.
    let isAwaited = Atomic<Bool>(false)
  }

  private let line = Line()
  private let thread = Monitor<WorkerThread?>(nil)

  /// `make` is called on the new thread, and then what it returned until that returns `nil`; an
  /// element weighs `weight`, and is handed over with others up to a 64th of the limit.
  package init(
    limit: Int, weight: @escaping @Sendable (Element) -> Int,
    make: @escaping @Sendable () -> () -> Element?
  ) throws(ThreadError) {
    precondition(limit > 0, "a limit of \(limit)")
    let worker = try WorkerThread { [line] in
      Self.work(line, limit: limit, weight, make())
    }
    thread.access { $0 = worker }
  }

  deinit {
    stop()
  }

  /// Some that are there to be taken, at least one and up to a 64th of the limit: waits for them.
  /// Empty after the last one, and after `stop`.
  package func take() -> [Element] {
    line.isAwaited.store(true, ordering: .relaxed)
    return line.state.wait(for: line.changed) { state -> [Element]? in
      guard !state.waiting.isEmpty || state.hasEnded || state.isStopped else { return nil }
      line.isAwaited.store(false, ordering: .relaxed)
      guard !state.isStopped, !state.waiting.isEmpty else { return [] }
      let batch = state.waiting.removeFirst()
      state.weight -= batch.weight
      line.changed.wakeAll()
      return batch.elements
    }
  }

  /// Ends the thread after the element that it is making. May be called twice.
  package func stop() {
    line.state.access { state in
      state.isStopped = true
      state.waiting = []
      line.changed.wakeAll()
    }
    let worker = thread.access { thread in
      defer { thread = nil }
      return thread
    }
    worker?.join()
  }

  private static func work(
    _ line: Line, limit: Int, _ weight: (Element) -> Int, _ next: () -> Element?
  ) {
    var made = Batch(elements: [], weight: 0)
    while let element = next() {
      made.weight += weight(element)
      made.elements.append(element)
      guard made.weight >= limit / 64 || line.isAwaited.load(ordering: .relaxed) else { continue }
      guard hand(over: made, line, limit: limit) else { return }
      made = Batch(elements: [], weight: 0)
    }
    if !made.elements.isEmpty { _ = hand(over: made, line, limit: limit) }
    line.state.access { state in
      state.hasEnded = true
      line.changed.wakeAll()
    }
  }

  /// `false` when nobody wants more.
  private static func hand(over made: Batch, _ line: Line, limit: Int) -> Bool {
    line.state.wait(for: line.changed) { state -> Bool? in
      if state.isStopped { return false }
      guard state.waiting.isEmpty || state.weight + made.weight <= limit else { return nil }
      state.waiting.append(made)
      state.weight += made.weight
      line.changed.wakeAll()
      return true
    }
  }
}
