import Synchronization

/// How far a mirror run is: read by whoever shows progress, at any time.
package final class MirrorCounters: Sendable {
  private let stepCount = Atomic<Int>(0)
  private let doneCount = Atomic<Int>(0)
  private let byteCount = Atomic<Int>(0)

  package init() {}

  /// Steps of the plan, once there is one.
  package var steps: Int { stepCount.load(ordering: .relaxed) }
  package var stepsDone: Int { doneCount.load(ordering: .relaxed) }
  /// Bytes written to the roots.
  package var bytes: Int { byteCount.load(ordering: .relaxed) }

  func expect(steps: Int) { stepCount.store(steps, ordering: .relaxed) }
  func addStep() { doneCount.wrappingAdd(1, ordering: .relaxed) }
  func add(bytes: UInt64) { byteCount.wrappingAdd(Int(clamping: bytes), ordering: .relaxed) }
}
