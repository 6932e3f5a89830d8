import Format

extension PruneView {
  /// Index runs, snapshots and records that are of no use: no session has committed them, a
  /// snapshot that was forgotten is theirs, or others say what they said.
  ///
  /// `forgotten` are snapshots that are about to be forgotten besides those that are.
  func idleFiles(forgetting forgotten: Set<SnapshotID> = []) -> [RepositoryPath: UInt64] {
    let needed = neededFiles(forgetting: forgotten)
    return files.condemnable.filter { !needed.contains($0.key) }
  }

  private func neededFiles(forgetting forgotten: Set<SnapshotID>) -> Set<RepositoryPath> {
    let snapshots = catalog.snapshots.filter { !forgotten.contains($0.id) }
    let sessions = state.late.union(snapshots.map(\.session))
    var needed = Set(sessions.map { RepositoryPath.snapshot($0) })
    for run in runsInUse { needed.insert(.indexRun(run.session, run.number)) }
    let idle = Set(catalog.records.idle(besides: Set(snapshots.map(\.id))))
    for case .record(let session, let number) in files.condemnable.keys
    where !idle.contains(.record(session, number)) {
      needed.insert(.record(session, number))
    }
    return needed
  }

  /// Those that name a pack that is there, or tell of a damaged copy in one.
  private var runsInUse: [LiveIndexRun] {
    var used: Set<LiveIndexRun> = []
    for level in index.levels {
      let runs = level.table.runs
      for row in level.packLengths.indices where level.packLengths[row] > 0 {
        if let run = level.table.run(ofPack: row), run < runs.count { used.insert(runs[run]) }
      }
      // Which run it was that told of a damaged copy is not kept: any of the table's may have.
      let packs = Set(level.table.lost.map(\.pack))
      if packs.contains(where: { files.packs[$0] != nil }) { used.formUnion(runs) }
    }
    return state.runs.filter(used.contains)
  }

  /// The packs that each run in force names, there or not.
  func packsOfRuns() -> [LiveIndexRun: [PackID]] {
    var packs: [LiveIndexRun: [PackID]] = [:]
    for level in index.levels {
      let runs = level.table.runs
      for row in level.packLengths.indices {
        guard let run = level.table.run(ofPack: row), run < runs.count else { continue }
        packs[runs[run], default: []].append(level.table.pack(row).id)
      }
    }
    return packs
  }
}
