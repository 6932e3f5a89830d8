package import Format
import Sealing

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

/// What records say about a snapshot (FORMAT.md 8.2).
package struct Remarks: Equatable, Sendable {
  package var tags: [String] = []
  package var note: String?
  package var isPinned = false
  package var isForgotten = false

  package init() {}
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
    for live in state.snapshots {
      do throws(RepositoryError) {
        let snapshot = try read(live, files)
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
    _ live: LiveSnapshot, _ files: SealedFiles
  ) throws(RepositoryError) -> (id: SnapshotID, body: Snapshot) {
    let path = RepositoryPath.snapshot(live.session)
    let opened = try files.read(path)
    guard opened.hash == live.fileHash else {
      throw .damaged("it is not the file that its session committed", at: path.name)
    }
    do throws(FormatError) {
      return (try files.snapshotID(of: opened.payload), try Snapshot(decoding: opened.payload))
    } catch {
      throw RepositoryError(error, in: path.name)
    }
  }
}

extension SealedFiles {
  /// HMAC-SHA256(`chunk-id` key, "snapshot" ‖ body) [8.1-b].
  func snapshotID(of body: [UInt8]) throws(FormatError) -> SnapshotID {
    do throws(SealingError) {
      return SnapshotID(try ChunkHasher(keyring: keyring).keyedHash(label: "snapshot", body))
    } catch {
      throw FormatError(field: "body", offset: 0, problem: "\(error)")
    }
  }
}
