import Format

/// What a reader needs of a repository at one moment: its snapshots, and where their chunks are.
package struct RepositoryReading: Sendable {
  package let state: RepositoryState
  package let catalog: SnapshotCatalog
  package let index: ChunkIndex
  /// The same index for readers that take long.
  package let renewal: IndexRenewal

  /// Loads all three.
  ///
  /// What an index run that is damaged or missing said is read from the directories of the packs
  /// that no other run names: a lost index is a slower start, no loss.
  package static func load(
    _ repository: Repository, indexFolder: IndexFolder
  ) throws(RepositoryError) -> RepositoryReading {
    // A reader does not list packs: one that is missing shows when it is read.
    while true {
      let state = try RepositoryState.load(repository.files)
      let reading = try load(repository, state, indexFolder: indexFolder) { _, _ in true }
      if reading.damage.isEmpty { return reading }
      // What a prune has taken away in the meantime is not missing.
      if try state.isCurrent(repository) { return reading }
    }
  }

  /// The same of a state; `packIsThere` says whether a pack is there with the length given.
  static func load(
    _ repository: Repository, _ state: RepositoryState, indexFolder: IndexFolder,
    packIsThere: (PackID, Int) -> Bool
  ) throws(RepositoryError) -> RepositoryReading {
    let catalog = try SnapshotCatalog.load(repository, state: state)
    let index = try ChunkIndex.load(
      repository.files, state: state, purpose: .reading, folder: indexFolder,
      packIsThere: packIsThere)
    guard !index.damage.isEmpty || !state.damage.isEmpty else {
      return make(repository, state, catalog, index, indexFolder)
    }
    let rebuilt = try LostIndex(repository).rebuilt(besides: index)
    return make(repository, state, catalog, index.adding(rebuilt), indexFolder)
  }

  private static func make(
    _ repository: Repository, _ state: RepositoryState, _ catalog: SnapshotCatalog,
    _ index: ChunkIndex, _ folder: IndexFolder
  ) -> RepositoryReading {
    let dated = IndexRenewal.Dated(index: index, verdict: state.verdict)
    return RepositoryReading(
      state: state, catalog: catalog, index: index,
      renewal: IndexRenewal(repository, folder, dated))
  }

  /// Everything that was found damaged on the way.
  package var damage: [RepositoryError] { catalog.damage + index.damage }
}
