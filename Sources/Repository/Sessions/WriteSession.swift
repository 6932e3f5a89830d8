package import Format
import Pipelines
import Sealing
import Storage

/// One writer's run, from its intent to its outcome (FORMAT.md 10.3): the only way anything gets
/// into a repository.
///
/// Frames are appended by one thread, in any order; `admit` is for all threads. Nothing is visible
/// to readers before `commit` returns, and everything is durable then. A run that ends without
/// commit leaves packs that the next prune takes away; `checkpoint` keeps them instead.
package final class WriteSession {
  package let repository: Repository
  /// What the session may refer to: usable copies at its start.
  package var view: SessionView { life.view }
  /// For other threads.
  package let share: SessionShare

  private let life: SessionLife
  private let checkpointBytes: Int
  private let indexFolder: IndexFolder
  private let packStore: PackStore
  private let dataPacks: PackFiller
  private let treePacks: PackFiller
  /// Packs that are in force already, and that this session's index runs name once more.
  private var renamed: [StoredPack] = []
  /// Packs that no checkpoint has committed.
  private var uncommitted: [StoredPack] = []
  private var bytesSinceCheckpoint = 0
  private var lastCheckpoint: UInt64
  /// Bytes of all frames appended.
  package private(set) var storedBytes = 0

  /// W1–W3: announces the session, then looks at what is there. A missing copy of the config is
  /// written again.
  ///
  /// Throws `unsupportedFormat`, and writes nothing, where a newer martlet has left something that
  /// a writer must know [3.7-a]. After `checkpointBytes`, or ten minutes, what has been written is
  /// committed as a checkpoint.
  package init(
    _ repository: Repository, purpose: Intent.Purpose, indexFolder: IndexFolder,
    checkpointBytes: Int = 2 << 30
  ) throws(RepositoryError) {
    try repository.checkPermitsWriting()
    self.repository = repository
    self.checkpointBytes = checkpointBytes
    self.indexFolder = indexFolder
    life = try SessionLife(repository, purpose: purpose, indexFolder: indexFolder)
    repository.restoreMissingConfig(life.temporaries)
    do throws(RepositoryError) {
      let pool = Self.pool(repository)
      let splitter = FrameSplitter(
        keyring: repository.keyring, random: repository.surroundings.random)
      dataPacks = PackFiller(try Self.builder(repository, pool), splitter)
      treePacks = PackFiller(try Self.builder(repository, pool), splitter)
      packStore = try Self.packStore(repository, life.temporaries)
    } catch {
      life.giveUp()
      throw error
    }
    let index = life.view.index
    share = SessionShare(repository: repository, index: index, admission: Admission(index))
    lastCheckpoint = repository.surroundings.clock.sinceBoot
  }

  private static func packStore(
    _ repository: Repository, _ temporaries: TemporaryNames
  ) throws(RepositoryError) -> PackStore {
    do throws(ThreadError) {
      return try PackStore(repository.storage, temporaries: temporaries)
    } catch {
      throw RepositoryError(
        .failed, error.description, at: repository.storage.location,
        advice: "raise the limit of processes (ulimit -u)", cause: error)
    }
  }

  /// What a pack with a single frame may have beyond the length of a full one.
  private static let oversizeBytes = Limits.maxFrameBytes + (4 << 20)

  /// Three packs in memory: one of each kind that fills, and one that is being stored. A frame
  /// larger than a pack, in a repository with tiny ones, has a pack to itself.
  static func pool(_ repository: Repository) -> BufferPool {
    BufferPool(
      capacityBytes: repository.config.parameters.packBytes + oversizeBytes, limit: 3)
  }

  private static func builder(
    _ repository: Repository, _ pool: BufferPool
  ) throws(RepositoryError) -> PackBuilder {
    do throws(SealingError) {
      return try PackBuilder(
        keyring: repository.keyring, random: repository.surroundings.random,
        packBytes: repository.config.parameters.packBytes, pool: pool)
    } catch {
      throw RepositoryError(error, in: "a new pack")
    }
  }
}

// MARK: writing

extension WriteSession {
  /// Nanoseconds after which what has been written is committed as a checkpoint.
  private static let checkpointInterval: UInt64 = 600 * 1_000_000_000

  /// Puts a frame into a pack, on the calling thread; the pack is stored in the background.
  package func append(_ frame: SealedFrame) throws {
    storedBytes += frame.bytes.count
    bytesSinceCheckpoint += frame.bytes.count
    let filler = frame.entry.kind == .data ? dataPacks : treePacks
    try filler.append(frame) { try packStore.submit($0) }
  }

  /// To be called now and then by the thread that appends: renews the intent, and makes a
  /// checkpoint when one is due.
  package func tick() throws {
    try life.beatIfDue()
    let elapsed = repository.surroundings.clock.sinceBoot &- lastCheckpoint
    guard bytesSinceCheckpoint > 0 else { return }
    if bytesSinceCheckpoint >= checkpointBytes || elapsed >= Self.checkpointInterval {
      try checkpoint()
    }
  }

  /// Commits everything appended so far under a session of its own (side session), so that a run
  /// that is interrupted later sends nothing twice [10.3-d].
  package func checkpoint() throws {
    try drain()
    bytesSinceCheckpoint = 0
    lastCheckpoint = repository.surroundings.clock.sinceBoot
    guard !uncommitted.isEmpty else { return }
    let side = try SideSession(repository, of: life.id, indexFolder: indexFolder)
    uncommitted = try side.commit(uncommitted)
  }

  /// W4 and W5: stores what is left, the index runs, the snapshot and what is to be said about it,
  /// then the COMMIT. When this returns, the snapshot is saved.
  ///
  /// Throws `busy`, caused by `SessionFenced`, if a prune took this session for dead: then nothing
  /// of it counts, and the run has to be made again.
  package func commit(
    _ snapshot: Snapshot?, remarks: Remarks = Remarks()
  ) throws -> SnapshotID? {
    try commit(snapshot, records: remarks.drafts)
  }

  /// The same with records that replace others.
  func commit(_ snapshot: Snapshot?, records: [RecordDraft]) throws -> SnapshotID? {
    try drain()
    let result = try life.commit(uncommitted + renamed, snapshot: snapshot, records: records)
    packStore.stop()
    return result
  }

  /// Has the index runs of the session name packs that are there and in force, so that the runs
  /// that named them may go.
  func rename(_ packs: [IndexedPack]) {
    renamed += packs.map { pack in
      StoredPack(
        id: pack.id, length: pack.length, directory: pack.directory.encoded(), bases: [])
    }
  }

  /// Ends the run without a snapshot: what was stored is committed, if anything was.
  package func finish() throws {
    try drain()
    if uncommitted.isEmpty { abandon() } else { _ = try commit(nil) }
  }

  /// Ends the run without a trace but packs that nobody names.
  ///
  /// A run that failed in `commit` leaves its intent as well [10.3-g]: its COMMIT may be on its
  /// way, and what it wrote must not look as if an outcome had been lost.
  package func abandon() {
    packStore.stop()
    life.giveUp()
  }

  /// Closes the packs and waits until all are durable.
  private func drain() throws {
    try dataPacks.finish { try packStore.submit($0) }
    try treePacks.finish { try packStore.submit($0) }
    uncommitted += try packStore.takeStored()
  }
}
