import Format
import Sealing
import Storage

/// The cause of a commit that came too late: somebody recorded VOID for its session. Everything the
/// session referred to may be gone, so its work has to be done again, from W1 [10.3-c].
package struct SessionFenced: Error {}

/// What a session's COMMIT will say.
struct OutcomeDraft {
  var runHashes: [Bytes32] = []
  var snapshotHash: Bytes32?
  var snapshotID: SnapshotID?

  func commit(_ epoch: Int) -> Outcome {
    .commit(Commit(epoch: epoch, runHashes: runHashes, snapshotHash: snapshotHash))
  }
}

/// Writes what the end of a session consists of; `SessionLife` says in which order (W4, W5).
struct OutcomeWriter {
  /// Directories in one index run, before compression; a reader sorts one run in memory.
  private static let runBytes = 8 << 20
  private static let lostPerRun = runBytes / (2 * Bytes32.byteCount)
  /// How often a COMMIT is sent again when the storage's answer was lost.
  private static let attempts = 3

  private let repository: Repository
  private let files: SealedFiles
  private let id: SessionID
  private let temporaries: TemporaryNames

  init(_ repository: Repository, _ id: SessionID, _ temporaries: TemporaryNames) {
    self.repository = repository
    files = repository.files
    self.id = id
    self.temporaries = temporaries
  }

  /// Durable on return; the hash of each run.
  func storeRuns(
    _ packs: [StoredPack], lost: [LostCopy]
  ) throws(RepositoryError) -> [Bytes32] {
    var hashes: [Bytes32] = []
    for run in Self.groups(packs).map(Self.run) + Self.runs(lost) {
      hashes.append(try create(run, as: .indexRun(id, hashes.count)))
    }
    return hashes
  }

  /// The snapshot and then the records about it, durable on return: before the COMMIT, so that
  /// nobody sees the snapshot without them [8.2-c].
  func store(
    _ snapshot: Snapshot, _ records: [RecordDraft], _ draft: inout OutcomeDraft
  ) throws(RepositoryError) {
    let body = snapshot.encoded()
    let snapshotID = try SealedFileReader(files).snapshotID(of: body)
    draft.snapshotHash = try create(body, as: .snapshot(id))
    draft.snapshotID = snapshotID
    let writer = RecordWriter(repository, temporaries)
    for record in records {
      try writer.write(
        record.statement, about: snapshotID, of: id, superseding: record.superseded)
    }
  }

  /// Creates the outcome, or learns that there is one, and whose.
  func create(_ outcome: Outcome) throws(RepositoryError) -> WriterReply<Int> {
    let path = RepositoryPath.outcome(id)
    let bytes = try files.sealed(outcome.encoded(), as: path)
    guard try createOutcome(bytes, path) == .exists else { return .done }
    // Ours, and only the answer was lost: sealed with the same nonce, equal to the byte.
    return .exists(try files.readBytes(path) == bytes ? .ours : .another)
  }

  /// Asks again when the answer was lost: the same bytes, so that they are known for ours.
  private func createOutcome(
    _ bytes: [UInt8], _ path: RepositoryPath
  ) throws(RepositoryError) -> CreateOutcome {
    var attempt = 1
    while true {
      do throws(StorageError) {
        return try files.storage.create(path.name, bytes, via: temporaries.next().name)
      } catch {
        guard attempt < Self.attempts, error.code != .full, error.code != .readOnly else {
          throw RepositoryError(error)
        }
        attempt += 1
      }
    }
  }

  /// Creates a sealed file that must not be there yet, and returns its hash.
  private func create(
    _ payload: [UInt8], as path: RepositoryPath
  ) throws(RepositoryError) -> Bytes32 {
    let (outcome, bytes) = try files.create(payload, as: path, via: temporaries.next())
    // Its name holds this session's random ID: only a lost answer can have left it there.
    if outcome == .exists, try files.readBytes(path) != bytes {
      throw .damaged("somebody else's file has this session's name", at: path.name)
    }
    return try files.hash(bytes, path)
  }
}

extension OutcomeWriter {
  private static func groups(_ packs: [StoredPack]) -> [[StoredPack]] {
    var groups: [[StoredPack]] = []
    var bytes = Int.max
    for pack in packs {
      if bytes >= runBytes {
        groups.append([])
        bytes = 0
      }
      groups[groups.count - 1].append(pack)
      bytes += pack.directory.count
    }
    return groups
  }

  /// Runs that say nothing but that these copies are lost.
  private static func runs(_ lost: [LostCopy]) -> [[UInt8]] {
    stride(from: 0, to: lost.count, by: lostPerRun).map { start in
      IndexRun.encoded(packs: [], lost: Array(lost[start...].prefix(lostPerRun)))
    }
  }

  /// The encoding of an index run (FORMAT.md 9) from directories that are encoded already.
  private static func run(_ packs: [StoredPack]) -> [UInt8] {
    IndexRun.encoded(
      packs: packs.map { (id: $0.id, length: $0.length, directory: $0.directory) }, lost: [])
  }
}

extension SealedFiles {
  func hash(_ bytes: [UInt8], _ path: RepositoryPath) throws(RepositoryError) -> Bytes32 {
    do throws(SealingError) {
      return try SHA256.hash(bytes)
    } catch {
      throw RepositoryError(error, in: path.name)
    }
  }
}
