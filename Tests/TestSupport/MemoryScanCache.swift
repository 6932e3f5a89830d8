import Pipelines
package import Snapshots

/// A scan cache in memory, whose rows a test can read, replace and lose.
package final class MemoryScanCache: ScanCache, Sendable {
  package struct Place: Hashable, Sendable {
    package let source: [UInt8]
    package let path: [UInt8]

    package init(source: [UInt8], path: [UInt8]) {
      self.source = source
      self.path = path
    }
  }

  private let published = Monitor<[Place: ScanRow]>([:])
  /// Called when a run asks for the row of a folder: it has been listed then, and nothing of it
  /// read.
  private let onRow: @Sendable (String) -> Void

  package init(onRow: @escaping @Sendable (String) -> Void = { _ in }) {
    self.onRow = onRow
  }

  package var rows: [Place: ScanRow] {
    get { published.access { $0 } }
    set { published.access { $0 = newValue } }
  }

  package func rows(of source: [UInt8]) -> any ScanRowReader { Reader(self, source) }
  package func writer() -> any ScanRowWriter { Writer(self) }

  private final class Reader: ScanRowReader {
    private let cache: MemoryScanCache
    private let source: [UInt8]

    init(_ cache: MemoryScanCache, _ source: [UInt8]) {
      self.cache = cache
      self.source = source
    }

    func row(
      at path: [UInt8], unless count: Int, expected: (Int) -> ScanRow.Entry
    ) -> RecalledRow? {
      cache.onRow(String(decoding: path, as: UTF8.self))
      guard let row = cache.rows[Place(source: source, path: path)] else { return nil }
      guard row.entries.map(\.unprinted) == (0..<count).map(expected) else { return .other(row) }
      return .expected(row.tree, row.entries.map(\.fingerprint))
    }
  }

  private final class Writer: ScanRowWriter {
    private let cache: MemoryScanCache
    private var collected: [Place: ScanRow] = [:]

    init(_ cache: MemoryScanCache) {
      self.cache = cache
    }

    func add(_ row: ScanRow, source: [UInt8], path: [UInt8]) {
      collected[Place(source: source, path: path)] = row
    }

    func keep(source: [UInt8], path: [UInt8]) {
      let place = Place(source: source, path: path)
      collected[place] = cache.rows[place]
    }

    func publish() { cache.rows = collected }
    func discard() { collected = [:] }
  }
}

extension ScanRow.Entry {
  /// But for its fingerprint.
  fileprivate var unprinted: ScanRow.Entry {
    ScanRow.Entry(
      name: name, size: size, modified: modified, changed: changed, inode: inode,
      isSettled: isSettled)
  }
}
