import Format
import Glibc
import Repository
import Snapshots
import Storage
import SystemPackage
import TestSupport
import Testing

/// A source, a repository in memory, and a target that is not there yet.
struct RestoredSource {
  let base: TestRepository
  let storage: MemoryStorage
  let source: SourceFolder
  var workers = 2

  init() throws {
    base = try TestRepository.small.get()
    storage = MemoryStorage(base.files)
    source = try SourceFolder()
  }

  var target: FilePath { source.beside("restored") }
  var client: Client { Client(repository: base.on(storage), workers: workers) }

  /// A snapshot that is newer than all before it.
  func backup(hour: Int64 = 0) throws -> BackupReport {
    try Client(repository: base.on(storage, clock: StoppedClock(4_000_000_000 + hour * 3_600)))
      .backup(source.path)
  }

  /// The same snapshot once more, with another list of what could not be read.
  func snapshot(
    _ id: SnapshotID, unreadable: [[UInt8]], total: UInt64
  ) throws -> SnapshotID {
    let repository = base.on(storage)
    let found = try client.read().catalog.snapshots.first { $0.id == id }
    var snapshot = try #require(found?.snapshot)
    snapshot.unreadable = UnreadableEntries(
      total: total, listed: unreadable.map { UnreadablePath(path: $0, reason: "I/O error") })
    let session = try WriteSession(repository, purpose: .copy, indexFolder: IndexFolder(nil))
    return try #require(try session.commit(snapshot))
  }

  /// What differs between source and target.
  func differences() throws -> [String] {
    try ModelTree(folder: target).differences(from: ModelTree(folder: source.path))
  }

  /// The path of an entry of the target.
  func restored(_ name: String) -> String { target.appending(name).string }
}

/// What the system says of an entry.
func status(of path: String) throws -> stat {
  var status = stat()
  guard lstat(path, &status) == 0 else { throw Errno(rawValue: errno) }
  return status
}

extension RestoreReport {
  /// Nothing that would make anybody look.
  var isClean: Bool {
    failed.isEmpty && kept.isEmpty && notDeleted.isEmpty && unlike.isEmpty
      && losses == RestoreLosses()
  }
}
