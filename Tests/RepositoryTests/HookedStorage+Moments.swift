import Storage
import Synchronization
import TestSupport

extension HookedStorage {
  /// `hook` runs before the first file is created.
  convenience init(beforeFirstFile hook: @escaping @Sendable (MemoryStorage) throws -> Void) {
    let files = MemoryStorage()
    let hasRun = Atomic(false)
    self.init(files) { _, call in
      guard case .create = call, !hasRun.exchange(true, ordering: .relaxed) else { return }
      try hook(files)
    }
  }

  /// All of `callers` that create `name` arrive before the first of them does.
  convenience init(gathering callers: Int, at name: String) {
    let arrived = Arrivals()
    self.init { _, call in
      if call == .create(name) { arrived.wait(for: callers) }
    }
  }
}

/// How many have come, for those who wait for the last of them.
private final class Arrivals: Sendable {
  private let count = Atomic(0)

  func wait(for total: Int) {
    count.add(1, ordering: .sequentiallyConsistent)
    while count.load(ordering: .sequentiallyConsistent) < total {}
  }
}
