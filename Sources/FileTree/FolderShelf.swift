import Pipelines
import Synchronization

/// The folders of a target that are open: the last ones used for the first time, and the target
/// itself.
final class FolderShelf: Sendable {
  private struct State {
    var folders: [Int: FolderWriter] = [:]
    /// Numbers in the order of their arrival, in a ring.
    var ring: [Int?] = Array(repeating: nil, count: FolderShelf.maxOpenFolders)
    var next = 0
  }

  // Deep in a tree each reopening costs a step a level; a process may have 1 024 descriptors.
  private static let maxOpenFolders = 256
  private static let rootNumber = 0

  private let state = Monitor(State())
  private let numbers = Atomic<Int>(rootNumber)

  /// Ascending from 0, which is the target's.
  func newNumber() -> Int { numbers.wrappingAdd(1, ordering: .relaxed).oldValue }

  func folder(_ number: Int) -> FolderWriter? {
    state.access { $0.folders[number] }
  }

  /// The folder that has been here longest goes.
  func put(_ folder: FolderWriter, _ number: Int) {
    state.access { state in
      guard state.folders.updateValue(folder, forKey: number) == nil, number != Self.rootNumber
      else { return }
      if let oldest = state.ring[state.next] { state.folders[oldest] = nil }
      state.ring[state.next] = number
      state.next = (state.next + 1) % Self.maxOpenFolders
    }
  }
}
