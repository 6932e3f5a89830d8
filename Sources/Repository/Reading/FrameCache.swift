import Format
import Pipelines

/// Decoded frames that neighbours will ask for next: chunks of one folder share frames.
///
/// Two generations: what is used is in the younger one, and when that holds half of `limitBytes`
/// the older one goes and it becomes the older. So a frame stays as long as it is asked for once
/// while half the limit comes in, and nothing is ever searched. Shared by all workers.
package final class FrameCache: Sendable {
  struct Key: Hashable {
    let pack: PackID
    let offset: Int
  }

  private struct Generation {
    var frames: [Key: [UInt8]] = [:]
    var heldBytes = 0
  }

  private struct State {
    var young = Generation()
    var old = Generation()
  }

  private let limitBytes: Int
  private let state = Monitor(State())

  package init(limitBytes: Int = 24 << 20) {
    self.limitBytes = limitBytes
  }

  func frame(_ key: Key) -> [UInt8]? {
    state.access { state in
      if let bytes = state.young.frames[key] { return bytes }
      guard let bytes = state.old.frames.removeValue(forKey: key) else { return nil }
      state.old.heldBytes -= bytes.count
      add(bytes, key, to: &state)
      return bytes
    }
  }

  func keep(_ bytes: [UInt8], for key: Key) {
    guard bytes.count <= limitBytes / 4 else { return }
    state.access { state in
      guard state.young.frames[key] == nil, state.old.frames[key] == nil else { return }
      add(bytes, key, to: &state)
    }
  }

  private func add(_ bytes: [UInt8], _ key: Key, to state: inout State) {
    if state.young.heldBytes + bytes.count > limitBytes / 2 {
      state.old = state.young
      state.young = Generation()
    }
    state.young.frames[key] = bytes
    state.young.heldBytes += bytes.count
  }
}
