import Glibc

/// What a group of threads waits for in one `Monitor`.
///
/// Waking is done inside that monitor's `access` or `wait`, by whoever made the condition true.
final class Condition: @unchecked Sendable {
  // Sendable because pthread conditions are made for several threads, and because the count is
  // touched only while the one monitor of this condition is locked.
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  /// Threads that wait now: waking nobody costs nothing.
  private var waiting = 0

  init() {
    condition = .allocate(capacity: 1)
    pthread_cond_init(condition, nil)
  }

  deinit {
    pthread_cond_destroy(condition)
    condition.deallocate()
  }

  func wakeOne() {
    if waiting > 0 { pthread_cond_signal(condition) }
  }

  func wakeAll() {
    if waiting > 0 { pthread_cond_broadcast(condition) }
  }

  /// Gives up `mutex`, which is locked, until a wake; it is locked again on return.
  func wait(with mutex: UnsafeMutablePointer<pthread_mutex_t>) {
    waiting += 1
    pthread_cond_wait(condition, mutex)
    waiting -= 1
  }
}
