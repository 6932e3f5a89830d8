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
  /// Snapshots and records that are there but could not be read.
  package let damage: [RepositoryError]

  /// Reads every snapshot of the state, and the records about them.
  ///
  /// A snapshot whose records say "forgotten" and not "pinned" is left out.
  package static func load(
    _ repository: Repository, state: RepositoryState
  ) throws(RepositoryError) -> SnapshotCatalog {
    let files = repository.files
    var found: [CatalogedSnapshot] = []
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
        let remarks = records.remarks(on: snapshot.id)
        if remarks.isForgotten, !remarks.isPinned { continue }
        found.append(
          CatalogedSnapshot(
            id: snapshot.id, session: live.session, snapshot: snapshot.body, remarks: remarks))
      } catch {
        guard error.code == .damaged else { throw error }
        damage.append(error)
      }
    }
    found.sort { ($0.snapshot.time, $0.id) < ($1.snapshot.time, $1.id) }
    return SnapshotCatalog(snapshots: found, damage: damage)
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
