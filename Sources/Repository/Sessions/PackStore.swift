import Format
import Pipelines
import Storage
import Synchronization

/// A pack that is durable in the storage, and what its index run will say of it.
struct StoredPack: Sendable {
  let id: PackID
  let length: Int
  /// The encoding of its directory (FORMAT.md 6.2).
  let directory: [UInt8]
  let bases: [ChunkPrefix]
}

/// Stores packs, on a thread of its own: writing and syncing one pack overlaps with filling the
/// next.
///
/// None waits while one is being stored, so two packs are in memory: that one and the one that
/// fills.
final class PackStore: Sendable {
  private let queue: SerialQueue<ClosedPack>
  private let stored: StoredPackList

  init(_ storage: any Storage, temporaries: TemporaryNames) throws(ThreadError) {
    let stored = StoredPackList()
    self.stored = stored
    queue = try SerialQueue(limit: 0) { pack in
      stored.append(try Self.store(pack, storage, temporaries))
    }
  }

  /// Hands a pack over; blocks while another waits. Throws what storing an earlier one threw.
  func submit(_ pack: ClosedPack) throws {
    try queue.submit(pack)
  }

  /// Waits until every pack is durable, and returns those since the last time, in order.
  func takeStored() throws -> [StoredPack] {
    try queue.drain()
    return stored.takeAll()
  }

  /// Ends the thread; packs that wait are dropped.
  func stop() {
    queue.stop()
  }

  private static func store(
    _ pack: ClosedPack, _ storage: any Storage, _ temporaries: TemporaryNames
  ) throws(RepositoryError) -> StoredPack {
    defer { pack.giveBack() }
    do throws(StorageError) {
      try pack.withBytes { (bytes) throws(StorageError) in
        // "exists" is as good: a name is the hash of its bytes.
        _ = try storage.create(
          RepositoryPath.pack(pack.id).name, bytes, via: temporaries.next().name)
      }
    } catch {
      throw RepositoryError(error)
    }
    return StoredPack(
      id: pack.id, length: pack.byteCount, directory: pack.directory, bases: pack.bases)
  }
}

/// Packs in the order in which they were stored.
private final class StoredPackList: Sendable {
  private let packs = Monitor<[StoredPack]>([])

  func append(_ pack: StoredPack) {
    packs.access { $0.append(pack) }
  }

  func takeAll() -> [StoredPack] {
    packs.access { packs in
      defer { packs = [] }
      return packs
    }
  }
}

/// The names `tmp/SID-k` of one session, each given out once.
final class TemporaryNames: Sendable {
  private let session: SessionID
  private let count = Atomic<Int>(0)

  init(_ session: SessionID) {
    self.session = session
  }

  func next() -> RepositoryPath {
    .temporary(session, count.wrappingAdd(1, ordering: .relaxed).oldValue)
  }
}
