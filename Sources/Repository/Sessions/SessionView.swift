import Format
import Storage

/// What a session sees at its start (W2, W3), and keeps to until its end.
package struct SessionView: Sendable {
  package let state: RepositoryState
  /// Of usable copies only [10.3-a].
  package let index: ChunkIndex

  /// Lists `gc`, then `log`, then `packs`: a pack counts only if it is there with its exact length.
  static func load(
    _ repository: Repository, indexFolder: IndexFolder, for steps: inout WriterSteps<Int>
  ) throws(RepositoryError) -> SessionView {
    let files = repository.files
    let state = try RepositoryState.load(files, for: &steps)
    precondition(steps.next == .listPacks)
    var lengths: [PackID: UInt64] = [:]
    for file in try files.list("packs") {
      guard case .pack(let id)? = RepositoryPath(name: file.name) else { continue }
      lengths[id] = file.size
    }
    let index = try ChunkIndex.load(
      files, state: state, purpose: .writing, folder: indexFolder
    ) { id, length in
      lengths[id] == UInt64(length)
    }
    steps.receive(.done)
    return SessionView(state: state, index: index)
  }
}
