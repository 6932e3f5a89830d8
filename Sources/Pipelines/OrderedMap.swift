/// Transforms items on several threads and consumes the results in the order of the items: the one
/// way in which the program works in parallel.
///
/// `next` (until it returns `nil`) and `consume` run on the calling thread and may touch what is
/// not Sendable; they run while workers transform. At most `limit` items are between being returned
/// by `next` and being consumed; at least twice `workers` keeps every worker busy. `next` must not
/// wait for something that only `consume` frees. Each worker is a thread with a `State` of its own
/// that is made, used and freed there.
///
/// An item should be worth a millisecond or more: handing one over costs some microseconds.
///
/// Throws what the first failing item in the order of the items threw, after the results of all
/// items before it were consumed; `next` counts as the item it did not return. What `makeState` or
/// `consume` throws, and `Cancelled`, end the work at once: nothing more is consumed. In every case
/// all threads have ended on return, and items still on their way are dropped. `cancellation` is
/// looked at between items.
package func orderedMap<Item: Sendable, Output: Sendable, State>(
  workers: Int, limit: Int, cancellation: Cancellation,
  next: () throws -> Item?,
  makeState: @escaping @Sendable () throws -> State,
  transform: @escaping @Sendable (inout State, Item) throws -> Output,
  consume: (Output) throws -> Void
) throws {
  precondition(workers > 0 && limit > 0, "\(workers) workers, \(limit) items")
  let line = WorkLine<Item, Output>(limit: limit, cancellation: cancellation)
  var threads: [WorkerThread] = []
  defer {
    line.stop()
    for thread in threads { thread.join() }
  }
  for _ in 0..<workers {
    threads.append(try WorkerThread { line.work(makeState, transform) })
  }
  try line.conduct(next, consume)
}
