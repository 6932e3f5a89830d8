import Glibc

/// What a group of threads waits for in one `Monitor`.
///
/// Waking is done inside that monitor's `access` or `wait`, by whoever made the condition true.
package final class Condition: @unchecked Sendable {
  // Sendable because pthread conditions are made for several threads, and because the count is
  // touched only while the one monitor of this condition is locked.
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  /// Threads that wait now: waking nobody costs nothing.
  private var waiting = 0

  package init() {
    condition = .allocate(capacity: 1)
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    defer { pthread_condattr_destroy(&attributes) }
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(condition, &attributes)
  }

  deinit {
    pthread_cond_destroy(condition)
    condition.deallocate()
  }

  package func wakeOne() {
    if waiting > 0 { pthread_cond_signal(condition) }
  }

  package func wakeAll() {
    if waiting > 0 { pthread_cond_broadcast(condition) }
  }

  /// Gives up `mutex`, which is locked, until a wake; it is locked again on return.
  func wait(with mutex: UnsafeMutablePointer<pthread_mutex_t>) {
    waiting += 1
    pthread_cond_wait(condition, mutex)
    waiting -= 1
  }

  /// The same until `deadline`, on CLOCK_MONOTONIC; false when that has passed.
  func wait(with mutex: UnsafeMutablePointer<pthread_mutex_t>, until deadline: timespec) -> Bool {
    waiting += 1
    defer { waiting -= 1 }
    var deadline = deadline
    return pthread_cond_timedwait(condition, mutex, &deadline) != ETIMEDOUT
  }
}
