/// Buffers of one size, of which there are never more than a fixed number: the bound of a
/// pipeline's memory.
///
/// Made as they are needed and kept until the pool goes. `take` waits when all are out, so whoever
/// takes must not be whoever is waited for: with `orderedMap`, whose `next` and `consume` share a
/// thread, a pool from which `next` takes needs at least `limit` buffers.
package final class BufferPool: Sendable {
  private struct State {
    var idle: [Buffer] = []
    var outCount = 0
  }

  /// Of every buffer.
  package let capacityBytes: Int
  /// The most buffers there ever are.
  package let limit: Int
  private let monitor = Monitor(State())
  private let returned = Condition()

  package init(capacityBytes: Int, limit: Int) {
    precondition(limit > 0, "a pool without buffers")
    self.capacityBytes = capacityBytes
    self.limit = limit
  }

  /// An empty buffer, the one returned last if there is one, because the caches still know it.
  package func take() -> Buffer {
    monitor.wait(for: returned) { state in
      guard state.outCount < limit else { return nil }
      state.outCount += 1
      return state.idle.popLast() ?? Buffer(capacity: capacityBytes)
    }
  }

  /// Takes a buffer back; whoever gives it must not touch it again.
  package func giveBack(_ buffer: Buffer) {
    buffer.count = 0
    monitor.access { state in
      precondition(state.outCount > 0, "more buffers given back than taken")
      state.outCount -= 1
      state.idle.append(buffer)
      returned.wakeOne()
    }
  }
}
