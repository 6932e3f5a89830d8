import Format
import Pipelines

/// Decoded frames that neighbours will ask for next: chunks of one folder share frames.
///
/// Holds at most `limitBytes`, the least recently used frames go first. Shared by all workers.
package final class FrameCache: Sendable {
  struct Key: Hashable {
    let pack: PackID
    let offset: Int
  }

  private struct Slot {
    let bytes: [UInt8]
    var lastUse: UInt64
  }

  private struct State {
    var slots: [Key: Slot] = [:]
    var heldBytes = 0
    var clock: UInt64 = 0
  }

  private let limitBytes: Int
  private let state = Monitor(State())

  package init(limitBytes: Int = 24 << 20) {
    self.limitBytes = limitBytes
  }

  func frame(_ key: Key) -> [UInt8]? {
    state.access { state in
      guard let slot = state.slots[key] else { return nil }
      state.clock += 1
      state.slots[key]?.lastUse = state.clock
      return slot.bytes
    }
  }

  func keep(_ bytes: [UInt8], for key: Key) {
    guard bytes.count <= limitBytes / 4 else { return }
    state.access { state in
      guard state.slots[key] == nil else { return }
      state.clock += 1
      state.slots[key] = Slot(bytes: bytes, lastUse: state.clock)
      state.heldBytes += bytes.count
      while state.heldBytes > limitBytes,
        let oldest = state.slots.min(by: { $0.value.lastUse < $1.value.lastUse })
      {
        state.slots[oldest.key] = nil
        state.heldBytes -= oldest.value.bytes.count
      }
    }
  }
}
