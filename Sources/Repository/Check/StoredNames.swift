import Format
import Storage

/// Every name in the storage, sorted by what it is.
struct StoredNames {
  /// Packs and their lengths.
  private(set) var packs: [PackID: UInt64] = [:]
  private var runs: Set<RepositoryPath> = []
  private var snapshots: Set<SessionID> = []
  private var intents: Set<SessionID> = []
  private var temporaries: [String] = []
  private var foreign: [String] = []

  init(_ files: SealedFiles) throws(RepositoryError) {
    for file in try files.list("") {
      switch RepositoryPath(name: file.name) {
      case .pack(let id): packs[id] = file.size
      case .indexRun(let session, let number): runs.insert(.indexRun(session, number))
      case .snapshot(let session): snapshots.insert(session)
      case .intent(let session, _): intents.insert(session)
      case .temporary: temporaries.append(file.name)
      case nil: foreign.append(file.name)
      default: continue
      }
    }
  }

  /// Packs that the index names and that are missing or of another length; then what nobody names.
  func check(
    state: RepositoryState, index: ChunkIndex, strayRecords: [RepositoryPath],
    _ report: inout CheckReport
  ) {
    var named: Set<PackID> = []
    for pack in index.packs where !state.dropped.contains(pack.id) {
      guard named.insert(pack.id).inserted else { continue }
      report.packs += 1
      report.packBytes += UInt64(pack.length)
      let name = RepositoryPath.pack(pack.id).name
      switch packs[pack.id] {
      case nil: report.addAbsent("the pack is missing", at: name, bytes: pack.length)
      case UInt64(pack.length): continue
      case let length?:
        report.addAbsent(
          "the pack has \(length) bytes, not \(pack.length)", at: name, bytes: pack.length)
      }
    }
    noteOrphans(besides: named, state: state, &report)
    for path in RepositoryPath.ascending(strayRecords) {
      report.note("a record about a snapshot that does not exist", at: path.name)
    }
  }

  /// The packs that the index names and that are there, of the right length.
  func wholePacks(_ index: ChunkIndex, besides dropped: Set<PackID>) -> [ReadingPlan.Pack] {
    let whole = index.packs.filter { pack in
      packs[pack.id] == UInt64(pack.length) && !dropped.contains(pack.id)
    }
    return Set(whole.map(\.id)).map { ReadingPlan.Pack(id: $0, bytes: packs[$0] ?? 0) }
  }

  /// Sessions with an index run or a snapshot that nothing accounts for: no outcome, no verdict
  /// that keeps or removes it, and no intent.
  func sessionsWithoutOutcome(
    _ state: RepositoryState, _ files: SealedFiles
  ) throws(RepositoryError) -> [SessionID] {
    let live = Set(state.runs.map { RepositoryPath.indexRun($0.session, $0.number) })
      .union(state.snapshots.map { .snapshot($0.session) })
    let suspects = runs.union(snapshots.map { .snapshot($0) }).subtracting(live).filter { path in
      state.outcomes[path.session] == nil && !intents.contains(path.session)
    }
    return Set(try state.unremoved(suspects, files).map(\.session)).sorted()
  }

  /// Remains of interrupted runs, which the next prune takes away, and files of somebody else.
  private func noteOrphans(
    besides named: Set<PackID>, state: RepositoryState, _ report: inout CheckReport
  ) {
    for id in packs.keys.sorted() where !named.contains(id) {
      report.note("a pack that no session committed", at: RepositoryPath.pack(id).name)
    }
    let live = Set(state.runs.map { RepositoryPath.indexRun($0.session, $0.number) })
    for path in RepositoryPath.ascending(runs) where !live.contains(path) {
      report.note("an index run that no session committed", at: path.name)
    }
    let committed = state.late.union(state.snapshots.map(\.session))
    for session in snapshots.sorted() where !committed.contains(session) {
      report.note(
        "a snapshot that was never completed", at: RepositoryPath.snapshot(session).name)
    }
    for session in intents.sorted() {
      report.note(
        state.outcomes[session] == nil
          ? "a session that is running or was interrupted"
          : "the sign of a session that has ended",
        at: RepositoryPath.intent(session, beat: 0).name)
    }
    for name in temporaries { report.note("a file that was being written", at: name) }
    for name in foreign { report.note("no file of martlet's; it is ignored", at: name) }
  }
}
