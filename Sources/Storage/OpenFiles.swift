import Pipelines

/// The files that were read from last, kept open: opening a pack costs several times what reading
/// a small frame from it does.
///
/// A file that is removed while it is kept open by another process's doing still reads as it was,
/// which write-once files make harmless; its space is freed when it is the oldest here.
final class OpenFiles: Sendable {
  /// One open file. It closes when it has left the list and its last reader is done with it.
  final class File: Sendable {
    let descriptor: Descriptor

    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
  }

  private struct Entry {
    let file: File
    var lastUse: UInt64
  }

  private struct State {
    var entries: [String: Entry] = [:]
    var clock: UInt64 = 0
  }

  private let limit: Int
  private let state = Monitor(State())

  /// Keeps at most `limit` files open.
  init(limit: Int) {
    self.limit = limit
  }

  /// The file, if it is open; it counts as used now.
  func file(_ name: String) -> File? {
    state.access { state in
      state.clock += 1
      state.entries[name]?.lastUse = state.clock
      return state.entries[name]?.file
    }
  }

  /// Keeps a file, and forgets the one that was used longest ago if there are too many.
  func keep(_ file: File, as name: String) {
    state.access { state in
      state.clock += 1
      state.entries[name] = Entry(file: file, lastUse: state.clock)
      guard state.entries.count > limit else { return }
      let oldest = state.entries.min { $0.value.lastUse < $1.value.lastUse }
      if let oldest { state.entries[oldest.key] = nil }
    }
  }

  func forget(_ name: String) {
    state.access { $0.entries[name] = nil }
  }
}
