import Pipelines
import Synchronization

/// The folders of targets that are open: the last ones used for the first time.
package final class FolderShelf: Sendable {
  private struct State {
    var folders: [Int: FolderWriter] = [:]
    /// Numbers in the order of their arrival, in a ring.
    var ring: [Int?]
    var next = 0
  }

  // Deep in a tree each reopening costs a step a level; a process may have 1 024 descriptors.
  private static let maxOpenFolders = 256
  private static let leastOpenFolders = 8

  private let state: Monitor<State>
  private let numbers = Atomic<Int>(0)

  /// Takes a quarter of the descriptors that the process may have.
  package init() {
    let room = DescriptorLimit.now / 4
    let capacity = min(Self.maxOpenFolders, max(Self.leastOpenFolders, room))
    state = Monitor(State(ring: Array(repeating: nil, count: capacity)))
  }

  /// Ascending.
  func newNumber() -> Int { numbers.wrappingAdd(1, ordering: .relaxed).oldValue }

  func folder(_ number: Int) -> FolderWriter? {
    state.access { $0.folders[number] }
  }

  /// The folder that has been here longest goes.
  func put(_ folder: FolderWriter, _ number: Int) {
    state.access { state in
      guard state.folders.updateValue(folder, forKey: number) == nil else { return }
      if let oldest = state.ring[state.next] { state.folders[oldest] = nil }
      state.ring[state.next] = number
      state.next = (state.next + 1) % state.ring.count
    }
  }
}
