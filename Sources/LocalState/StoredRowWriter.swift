package import Format
import GRDB
import SystemPackage

/// Collects the rows of a run, and stores them when its snapshot is durable; used by one thread at
/// a time.
///
/// While the run goes on nothing is stored, and what is equal to a stored row is dropped at once.
/// Sources come one after the other, and the folders of each in the order in which a walk leaves
/// them. In another order rows are written or removed for nothing, but no wrong one ever stands: a
/// row that differs from the file system vouches for nothing.
package final class StoredRowWriter {
  /// A longer row, which takes some 1.5 million files in one folder, is not stored: it would be in
  /// memory several times over.
  private static let maxRowBytes = 1 << 26

  private let database: StateDatabase
  private var spool: Spool
  private var sources: [[UInt8]] = []
  private var merge: SourceMerge?
  /// Whether everything that was added is in the spool.
  private var isWhole = true

  init(_ database: StateDatabase) {
    self.database = database
    spool = Spool(in: database.folder)
  }

  /// Whether all that was added so far is stored already.
  var isEmpty: Bool { spool.isEmpty }

  /// `path` is relative to the source, as `StoredRowReader` takes it.
  package func add(_ row: StoredRow, source: [UInt8], path: [UInt8]) {
    add(row.tree, count: row.entries.count, source: source, path: path) { row.entries[$0] }
  }

  /// The same for a row whose entries are made as they are asked for, which saves a copy of them.
  package func add(
    _ tree: TreeReference, count: Int, source: [UInt8], path: [UInt8],
    entry: (Int) -> StoredRow.Entry
  ) {
    guard database.isUsable, isWhole, path.count <= WalkPath.maxStoredBytes else { return }
    if sources.last != source { begin(source) }
    let path = WalkPath(path)
    let bytes = StoredRow.encoded(tree, count: count, entry)
    let kept = bytes.count <= Self.maxRowBytes ? bytes : nil
    var stored: [UInt8]?
    compare { merge, lost in stored = merge.stored(path, lost: lost) }
    if stored != bytes { spool(path, kept) }
  }

  /// The row of a folder stays as it is stored, if it is.
  package func keep(source: [UInt8], path: [UInt8]) {
    guard database.isUsable, isWhole, path.count <= WalkPath.maxStoredBytes else { return }
    if sources.last != source { begin(source) }
    let path = WalkPath(path)
    compare { merge, lost in _ = merge.stored(path, lost: lost) }
  }

  /// Stores what has changed and removes the rows of folders that are gone, for the sources of this
  /// run, in one transaction. To be called when the snapshot is durable.
  ///
  /// Where it fails, the old rows stay as they are. Of two runs of one source, the later to publish
  /// wins where it found a change.
  package func publish() {
    finishSource()
    guard isWhole, !isEmpty else { return discard() }
    database.attemptTransaction { database in
      let ids = try sources.map { try Self.id(of: $0, database) }
      let put = try database.cachedStatement(
        sql: "INSERT OR REPLACE INTO scan (source, path, row) VALUES (?, ?, ?)")
      let remove = try database.cachedStatement(
        sql: "DELETE FROM scan WHERE source = ? AND path = ?")
      try spool.replay { change in
        let path = Blob(change.path.bytes)
        if let row = change.row {
          try put.execute(arguments: [ids[change.source], path, Blob(row)])
        } else {
          try remove.execute(arguments: [ids[change.source], path])
        }
      }
    }
    if spool.isLarge { database.shortenLog() }
    discard()
  }

  /// Drops what was collected; the writer is empty again.
  package func discard() {
    spool = Spool(in: database.folder)
    sources = []
    merge = nil
    isWhole = true
  }

  private func begin(_ source: [UInt8]) {
    finishSource()
    sources.append(source)
    merge = SourceMerge(of: source, in: database)
  }

  private func finishSource() {
    compare { merge, lost in merge.finish(lost: lost) }
    merge = nil
  }

  /// Has `body` compare with what is stored, and spools the folders that are lost.
  private func compare(_ body: (inout SourceMerge, (WalkPath) -> Void) -> Void) {
    guard var merge else { return }
    self.merge = nil
    body(&merge) { spool($0, nil) }
    self.merge = merge
  }

  private func spool(_ path: WalkPath, _ row: [UInt8]?) {
    guard isWhole else { return }
    do throws(Errno) {
      try spool.append(ScanChange(source: sources.count - 1, path: path, row: row))
    } catch {
      database.note(error)
      isWhole = false
    }
  }

  private static func id(of source: [UInt8], _ database: Database) throws -> Int64 {
    let insert = "INSERT OR IGNORE INTO sources (path) VALUES (?)"
    try database.execute(sql: insert, arguments: [Blob(source)])
    let select = "SELECT id FROM sources WHERE path = ?"
    guard let id = try Int64.fetchOne(database, sql: select, arguments: [Blob(source)]) else {
      throw DatabaseError(resultCode: .SQLITE_NOTFOUND)
    }
    return id
  }
}

extension StateDatabase {
  /// Where the rows of a run are collected.
  package func rowWriter() -> StoredRowWriter {
    StoredRowWriter(self)
  }
}
