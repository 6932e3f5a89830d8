import Synchronization

/// A request to stop, made once and seen by everybody who holds this.
///
/// To set it is one atomic store: a signal handler may do it. Nobody is woken; whoever works looks
/// at it between two pieces of work.
package final class Cancellation: Sendable {
  private let flag = Atomic(false)

  package init() {}

  package var isCancelled: Bool { flag.load(ordering: .acquiring) }

  package func cancel() {
    flag.store(true, ordering: .releasing)
  }

  /// Throws if a stop was asked for.
  package func check() throws(Cancelled) {
    if isCancelled { throw Cancelled() }
  }
}

/// Work stopped because it was asked to.
package struct Cancelled: Error, Equatable, Sendable, CustomStringConvertible {
  package init() {}

  package var description: String { "stopped on request" }
}
