/// The items of one `orderedMap` between being taken from the source and being consumed: pure
/// bookkeeping, guarded and made to wait by others.
///
/// Items are numbered from 0. Those from `head` to `tail` are on the belt; workers take them in
/// order, finish them in any order, and the results leave in order.
struct Belt<Item: Sendable, Output: Sendable>: Sendable {
  /// What a worker does next.
  enum Work {
    case transform(Item, number: Int)
    case stop
  }

  /// What the owner does next.
  enum Step {
    case fetch
    case consume(Output)
    case fail(any Error)
    case finish
  }

  private enum Slot {
    case empty
    case waiting(Item)
    case taken
    case done(Result<Output, any Error>)
  }

  /// Item n is in slot n % count.
  private var slots: [Slot]
  private var head = 0
  private var nextToTake = 0
  private var tail = 0
  private var hasEnded = false
  /// The lowest item known to fail: nothing from it on is of use any more.
  private var firstFailure = Int.max
  private var abortion: (any Error)?
  private var isStopped = false

  init(limit: Int) {
    slots = Array(repeating: .empty, count: limit)
  }

  // MARK: For the owner

  /// `nil`: wait for the item at the head.
  ///
  /// Fetching goes first, so that the workers have as much to do as may be when a result takes
  /// long to consume.
  mutating func nextStep() -> Step? {
    if let abortion { return .fail(abortion) }
    if !hasEnded, firstFailure == .max, tail - head < slots.count { return .fetch }
    if hasEnded, head == tail { return .finish }
    let index = head % slots.count
    guard case .done(let result) = slots[index] else { return nil }
    slots[index] = .empty
    head += 1
    switch result {
    case .success(let output): return .consume(output)
    case .failure(let error): return .fail(error)
    }
  }

  /// Puts the next item on the belt.
  mutating func put(_ item: Item) {
    slots[tail % slots.count] = .waiting(item)
    tail += 1
  }

  /// There are no more items.
  mutating func end() {
    hasEnded = true
  }

  /// The source failed at its next item: thrown after the results of those before it.
  mutating func fail(_ error: any Error) {
    slots[tail % slots.count] = .done(.failure(error))
    firstFailure = min(firstFailure, tail)
    tail += 1
    hasEnded = true
  }

  /// Nobody wants results any more.
  mutating func stop() {
    isStopped = true
  }

  // MARK: For workers

  /// `nil`: wait for an item.
  mutating func nextWork() -> Work? {
    if isStopped || abortion != nil || nextToTake >= firstFailure { return .stop }
    guard nextToTake < tail else { return hasEnded ? .stop : nil }
    let number = nextToTake
    let index = number % slots.count
    guard case .waiting(let item) = slots[index] else { return nil }
    slots[index] = .taken
    nextToTake += 1
    return .transform(item, number: number)
  }

  /// Puts a result in its place; true if the owner waits for this one.
  mutating func finish(_ number: Int, _ result: Result<Output, any Error>) -> Bool {
    slots[number % slots.count] = .done(result)
    if case .failure = result { firstFailure = min(firstFailure, number) }
    return number == head
  }

  /// Ends everything now, whatever is on the belt.
  mutating func abort(_ error: any Error) {
    abortion = abortion ?? error
  }
}
