package import Format

/// A snapshot that exists, with its names and what records say about it.
package struct CatalogedSnapshot: Sendable {
  package let id: SnapshotID
  package let session: SessionID
  package let snapshot: Snapshot
  package let remarks: Remarks

  package init(id: SnapshotID, session: SessionID, snapshot: Snapshot, remarks: Remarks) {
    self.id = id
    self.session = session
    self.snapshot = snapshot
    self.remarks = remarks
  }
}

/// The snapshots of a repository at one moment.
package struct SnapshotCatalog: Sendable {
  /// Ascending by time, then by ID.
  package let snapshots: [CatalogedSnapshot]
  /// Those whose records say "forgotten" and not "pinned", in the same order: the next prune takes
  /// them away.
  package let forgotten: [CatalogedSnapshot]
  /// What each session wrote that counts: several may have written one snapshot.
  let ids: [SessionID: SnapshotID]
  /// Everything that was said about any snapshot.
  let records: RecordReader
  /// Snapshots and records that are there but could not be read.
  package let damage: [RepositoryError]

  /// The snapshots there are now.
  package static func load(
    _ repository: Repository
  ) throws(RepositoryError) -> SnapshotCatalog {
    try loadWithState(repository).catalog
  }

  /// The same with the state that it was read from.
  static func loadWithState(
    _ repository: Repository
  ) throws(RepositoryError) -> (state: RepositoryState, catalog: SnapshotCatalog) {
    while true {
      let state = try RepositoryState.load(repository.files)
      let catalog = try load(repository, state: state)
      if catalog.damage.isEmpty { return (state, catalog) }
      // What a prune has taken away in the meantime is not missing.
      if try state.isCurrent(repository) { return (state, catalog) }
    }
  }

  /// Reads every snapshot of the state, and the records about them.
  ///
  /// Of a snapshot that several sessions wrote, as bringing one back does, one counts.
  package static func load(
    _ repository: Repository, state: RepositoryState
  ) throws(RepositoryError) -> SnapshotCatalog {
    let files = repository.files
    var found: [SnapshotID: CatalogedSnapshot] = [:]
    var ids: [SessionID: SnapshotID] = [:]
    var damage = state.damage
    let records = try RecordReader.load(files, &damage)
    let hashes = Dictionary(
      uniqueKeysWithValues: state.snapshots.map {
        (RepositoryPath.snapshot($0.session), $0.fileHash)
      })
    let bodies = try files.readAll(state.snapshots.map { .snapshot($0.session) }) {
      (path, reader) throws(RepositoryError) in try read(path, hashes[path], reader)
    }
    for (live, body) in zip(state.snapshots, bodies) {
      do throws(RepositoryError) {
        let snapshot = try body.get()
        ids[live.session] = snapshot.id
        found[snapshot.id] = CatalogedSnapshot(
          id: snapshot.id, session: live.session, snapshot: snapshot.body,
          remarks: records.remarks(on: snapshot.id))
      } catch {
        guard error.code == .damaged else { throw error }
        damage.append(error)
      }
    }
    let all = found.values.sorted { ($0.snapshot.time, $0.id) < ($1.snapshot.time, $1.id) }
    return SnapshotCatalog(
      snapshots: all.filter { !$0.remarks.isGone }, forgotten: all.filter(\.remarks.isGone),
      ids: ids, records: records, damage: damage)
  }

  private static func read(
    _ path: RepositoryPath, _ hash: Bytes32?, _ reader: SealedFileReader
  ) throws(RepositoryError) -> (id: SnapshotID, body: Snapshot) {
    let opened = try reader.read(path)
    guard opened.hash == hash else {
      throw .damaged("it is not the file that its session committed", at: path.name)
    }
    let id = try reader.snapshotID(of: opened.payload)
    do throws(FormatError) {
      return (id, try Snapshot(decoding: opened.payload))
    } catch {
      throw RepositoryError(error, in: path.name)
    }
  }
}

extension SnapshotCatalog {
  /// Records about snapshots that do not exist.
  var strayRecords: [RepositoryPath] {
    records.about(noneOf: Set((snapshots + forgotten).map(\.id)))
  }
}
