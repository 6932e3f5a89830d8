import Format
import Storage

/// What a prune sees at one moment: the state, then every file, then the snapshots and the index.
///
/// In this order every pack and snapshot that the state names is in the listing, unless it is
/// missing.
struct PruneView {
  let state: RepositoryState
  let files: StoredFiles
  let catalog: SnapshotCatalog
  /// Of every pack that is there with its exact length, also of condemned ones.
  let index: ChunkIndex

  /// Throws `damaged` where something cannot be read that says what is needed: then nothing can be
  /// known to be superfluous.
  static func load(
    _ repository: Repository, indexFolder: IndexFolder
  ) throws(RepositoryError) -> PruneView {
    try RepositoryState.withCurrent(repository) { (state) throws(RepositoryError) in
      try load(repository, state, indexFolder)
    }
  }

  private static func load(
    _ repository: Repository, _ state: RepositoryState, _ indexFolder: IndexFolder
  ) throws(RepositoryError) -> PruneView {
    let files = try StoredFiles(repository.files)
    let catalog = try SnapshotCatalog.load(repository, state: state)
    let index = try ChunkIndex.load(
      repository.files, state: state, purpose: .reading, folder: indexFolder
    ) { id, length in files.packs[id] == UInt64(length) }
    if let damage = (catalog.damage + index.damage).first {
      throw RepositoryError(
        .damaged, "nothing is removed as long as this cannot be read: \(damage.problem)",
        at: damage.location, advice: damage.advice, cause: damage)
    }
    let view = PruneView(state: state, files: files, catalog: catalog, index: index)
    for session in try view.sessionsWithoutOutcome(repository.files) {
      // It may have come since the state was looked at.
      let name = RepositoryPath.outcome(session).name
      if (try? repository.storage.size(of: name)) != nil { continue }
      throw RepositoryError(
        .damaged, "nothing is removed as long as the outcome of a session is missing", at: name,
        advice: "put the file back if there is a copy; its snapshot does not count without it")
    }
    return view
  }

  /// Those that wrote a snapshot of which nothing tells what became of it [10.3-g].
  private func sessionsWithoutOutcome(
    _ sealed: SealedFiles
  ) throws(RepositoryError) -> [SessionID] {
    let known = Set(state.snapshots.map(\.session)).union(files.intents.map(\.session))
      .union(catalog.records.forgottenSessions)
    let suspects = files.condemnable.keys.filter { path in
      guard case .snapshot(let session) = path else { return false }
      return !known.contains(session) && state.outcomes[session] == nil
    }
    return try state.unremoved(Set(suspects), sealed).map(\.session).sorted()
  }
}

/// Every file of a repository with its length, by what it is.
struct StoredFiles {
  private(set) var packs: [PackID: UInt64] = [:]
  /// Index runs, snapshots and records.
  private(set) var condemnable: [RepositoryPath: UInt64] = [:]
  private(set) var intents: [RepositoryPath] = []
  private(set) var outcomes: [SessionID: UInt64] = [:]
  private(set) var temporaries: [RepositoryPath] = []

  init(_ files: SealedFiles) throws(RepositoryError) {
    for file in try files.list("") {
      guard let path = RepositoryPath(name: file.name) else { continue }
      switch path {
      case .pack(let id): packs[id] = file.size
      case .indexRun, .snapshot, .record: condemnable[path] = file.size
      case .intent: intents.append(path)
      case .outcome(let session): outcomes[session] = file.size
      case .temporary: temporaries.append(path)
      case .config, .keySlot, .plan, .waits, .verdict, .done, .readme, .reserve: continue
      }
    }
  }
}
