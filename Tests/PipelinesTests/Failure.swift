import Glibc
import Synchronization

/// What a test's closure throws: the item it stands for.
struct Failure: Error, Equatable {
  let item: Int
}

/// Thrown at the end of work that did not fail.
struct Finished: Error {}

/// How many of a test's objects are alive.
final class Live: Sendable {
  private let objects = Atomic(0)

  var count: Int { objects.load(ordering: .sequentiallyConsistent) }

  func change(by difference: Int) {
    objects.add(difference, ordering: .sequentiallyConsistent)
  }
}

/// An item that is counted as long as somebody holds it.
final class Counted: Sendable {
  let number: Int
  private let live: Live

  init(_ number: Int, _ live: Live) {
    self.number = number
    self.live = live
    live.change(by: 1)
  }

  deinit { live.change(by: -1) }
}

/// Lets other threads run.
func pause() {
  sched_yield()
}

/// The kernel's number of this thread: the last component of where this link leads.
func currentThread() -> String {
  let target = [CChar](unsafeUninitializedCapacity: 64) { buffer, count in
    guard let start = buffer.baseAddress else { return }
    count = max(0, readlink("/proc/thread-self", start, buffer.count))
  }
  let bytes = target.map { UInt8(bitPattern: $0) }
  return String(decoding: bytes.split(separator: UInt8(ascii: "/")).last ?? [], as: UTF8.self)
}

/// Whether a thread of this process is gone; the kernel lists a joined one for some moments more.
func hasEnded(_ thread: String) -> Bool {
  for _ in 0..<10_000 {
    if access("/proc/self/task/\(thread)", F_OK) != 0 { return true }
    usleep(100)
  }
  return false
}
