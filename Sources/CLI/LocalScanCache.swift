import Format
import LocalState
import Snapshots

/// The scan cache of a backup, in the database of this machine.
struct LocalScanCache: ScanCache {
  private let database: StateDatabase

  /// Without a database there is no cache.
  static func make(_ database: StateDatabase?) -> any ScanCache {
    database.map(LocalScanCache.init) ?? NoScanCache()
  }

  private init(_ database: StateDatabase) {
    self.database = database
  }

  func rows(of source: [UInt8]) -> any ScanRowReader { Reader(stored: database.rows(of: source)) }
  func writer() -> any ScanRowWriter { Writer(stored: database.rowWriter()) }

  private final class Reader: ScanRowReader {
    private let stored: StoredRowReader

    init(stored: StoredRowReader) { self.stored = stored }

    func row(
      at path: [UInt8], unless count: Int, expected: (Int) -> ScanRow.Entry
    ) -> RecalledRow? {
      let found = stored.row(at: path, unless: count) { StoredRow.Entry(expected($0)) }
      switch found {
      case nil: return nil
      case .expected(let tree, let fingerprints): return .expected(tree, fingerprints)
      case .other(let row): return .other(ScanRow(row))
      }
    }
  }

  private final class Writer: ScanRowWriter {
    private let stored: StoredRowWriter

    init(stored: StoredRowWriter) { self.stored = stored }

    func add(_ row: ScanRow, source: [UInt8], path: [UInt8]) {
      stored.add(row.tree, count: row.entries.count, source: source, path: path) { index in
        StoredRow.Entry(row.entries[index])
      }
    }

    func keep(source: [UInt8], path: [UInt8]) { stored.keep(source: source, path: path) }
    func publish() { stored.publish() }
    func discard() { stored.discard() }
  }
}

extension ScanRow {
  fileprivate init(_ row: StoredRow) {
    self.init(
      tree: row.tree,
      entries: row.entries.map { entry in
        Entry(
          name: entry.name, size: entry.size, modified: entry.modified, changed: entry.changed,
          inode: entry.inode, isSettled: entry.isSettled, fingerprint: entry.fingerprint)
      })
  }
}

extension StoredRow.Entry {
  fileprivate init(_ entry: ScanRow.Entry) {
    self.init(
      name: entry.name, size: entry.size, modified: entry.modified, changed: entry.changed,
      inode: entry.inode, isSettled: entry.isSettled, fingerprint: entry.fingerprint)
  }
}
