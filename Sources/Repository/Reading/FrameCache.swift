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
    /// Frames that somebody is opening.
    var opening: Set<Key> = []
  }

  private let limitBytes: Int
  private let state = Monitor(State())
  private let opened = Condition()

  package init(limitBytes: Int = 24 << 20) {
    self.limitBytes = limitBytes
  }

  /// The frame, by `open` if it is not here. Several threads that ask for one at the same time have
  /// it opened once: neighbours in a folder are dealt with at the same time, and lie in one frame.
  ///
  /// Throws what `open` throws. `open` asks for no frame itself.
  func frame(
    _ key: Key, open: () throws(RepositoryError) -> [UInt8]
  ) throws(RepositoryError) -> [UInt8] {
    let known: [UInt8]?? = state.wait(for: opened) { state in
      if let bytes = find(key, in: &state) { return .some(bytes) }
      return state.opening.insert(key).inserted ? .some(nil) : nil
    }
    if let bytes = known.flatMap({ $0 }) { return bytes }
    var bytes: [UInt8]?
    defer {
      state.access { state in
        if let bytes, bytes.count <= limitBytes / 4 { add(bytes, key, to: &state) }
        state.opening.remove(key)
        opened.wakeAll()
      }
    }
    let made = try open()
    bytes = made
    return made
  }

  private func find(_ key: Key, in state: inout State) -> [UInt8]? {
    if let bytes = state.young.frames[key] { return bytes }
    guard let bytes = state.old.frames.removeValue(forKey: key) else { return nil }
    state.old.heldBytes -= bytes.count
    add(bytes, key, to: &state)
    return bytes
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
