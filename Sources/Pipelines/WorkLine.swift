/// A belt with its owner on one side and the workers on the other, each waiting for the other.
final class WorkLine<Item: Sendable, Output: Sendable>: Sendable {
  private let belt: Monitor<Belt<Item, Output>>
  private let resultAtHead = Condition()
  private let itemToTake = Condition()
  private let cancellation: Cancellation

  init(limit: Int, cancellation: Cancellation) {
    belt = Monitor(Belt(limit: limit))
    self.cancellation = cancellation
  }

  /// The owner's part: fetches and consumes until the last result or the first error.
  func conduct(_ next: () throws -> Item?, _ consume: (Output) throws -> Void) throws {
    while true {
      try cancellation.check()
      switch belt.wait(for: resultAtHead, { $0.nextStep() }) {
      case .fetch: try fetch(next)
      case .consume(let output): try consume(output)
      case .fail(let error): throw error
      case .finish: return
      }
    }
  }

  /// A worker's part: transforms until there is nothing left to do.
  func work<State>(
    _ makeState: () throws -> State, _ transform: (inout State, Item) throws -> Output
  ) {
    do {
      var state = try makeState()
      while case .transform(let item, let number) = belt.wait(for: itemToTake, { $0.nextWork() }) {
        let result = Result { try transform(&state, item) }
        deliver(result, of: number)
        try cancellation.check()
      }
    } catch {
      belt.access { belt in
        belt.abort(error)
        resultAtHead.wakeOne()
      }
    }
  }

  /// Lets the workers end after what they are doing now; those that wait end at once.
  func stop() {
    belt.access { belt in
      belt.stop()
      itemToTake.wakeAll()
    }
  }

  private func fetch(_ next: () throws -> Item?) throws {
    let item: Item?
    do {
      item = try next()
    } catch {
      return belt.access { $0.fail(error) }
    }
    belt.access { belt in
      guard let item else { return belt.end() }
      belt.put(item)
      itemToTake.wakeOne()
    }
  }

  private func deliver(_ result: Result<Output, any Error>, of number: Int) {
    belt.access { belt in
      let isAwaited = belt.finish(number, result)
      if isAwaited { resultAtHead.wakeOne() }
    }
  }
}
