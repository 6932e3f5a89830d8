import Glibc

/// A value that several threads share: one touches it at a time, and the others can wait until it
/// is as they need it.
///
/// The one lock of this program: unlike `Synchronization.Mutex`, whose inside the thread sanitizer
/// does not see, it can be checked for what it is there for.
package final class Monitor<State: Sendable>: @unchecked Sendable {
  // Sendable because `state` is reached only between lock and unlock of `mutex`, and what is in it
  // is itself Sendable. Both are behind pointers: pthread objects must not move, and a wait during
  // an access to a stored property would break Swift's rule of exclusive access.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let state: UnsafeMutablePointer<State>

  package init(_ initial: State) {
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    state = .allocate(capacity: 1)
    state.initialize(to: initial)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// Reads or changes the value; short, because everybody else waits.
  package func access<Result, Failure>(_ body: (inout State) throws(Failure) -> Result)
    throws(Failure)
    -> Result
  {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return try body(&state.pointee)
  }

  /// Waits until `body` has a result; it is asked now and after every wake of `condition`.
  package func wait<Result>(for condition: Condition, _ body: (inout State) -> Result?) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let result = body(&state.pointee) { return result }
      condition.wait(with: mutex)
    }
  }

  /// The same, for a limited time; `nil` when that has passed.
  package func wait<Result>(
    for condition: Condition, atMostMilliseconds limit: Int, _ body: (inout State) -> Result?
  ) -> Result? {
    var deadline = timespec()
    clock_gettime(CLOCK_MONOTONIC, &deadline)
    let nanoseconds = deadline.tv_nsec + limit % 1000 * 1_000_000
    deadline.tv_sec += limit / 1000 + nanoseconds / 1_000_000_000
    deadline.tv_nsec = nanoseconds % 1_000_000_000
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while true {
      if let result = body(&state.pointee) { return result }
      guard condition.wait(with: mutex, until: deadline) else { return body(&state.pointee) }
    }
  }
}
