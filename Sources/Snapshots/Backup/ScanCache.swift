package import Format

/// What a folder looked like when it was last backed up: the local record that lets a file be taken
/// over unread.
///
/// Holds what the repository must not (inode, ctime) and what they vouch for: the tree in which the
/// folder's nodes are.
package struct ScanRow: Equatable, Sendable {
  /// One entry of the folder that is a file; the others are cheap to look at again.
  package struct Entry: Equatable, Sendable {
    package let name: FileName
    package let size: UInt64
    package let modified: Timestamp
    package let changed: Timestamp
    package let inode: UInt64
    /// Whether equal times prove anything: not if the file was touched within two seconds of the
    /// run that read it, since a file system's clock may tick more slowly than writers write.
    package let isSettled: Bool
    /// Of what the file's node in `tree` holds, if it is known; of a file that has no node there it
    /// says nothing.
    package let fingerprint: Fingerprint?

    package init(
      name: FileName, size: UInt64, modified: Timestamp, changed: Timestamp, inode: UInt64,
      isSettled: Bool, fingerprint: Fingerprint? = nil
    ) {
      self.name = name
      self.size = size
      self.modified = modified
      self.changed = changed
      self.inode = inode
      self.isSettled = isSettled
      self.fingerprint = fingerprint
    }
  }

  package let tree: TreeReference
  /// Ascending by name.
  package let entries: [Entry]

  package init(tree: TreeReference, entries: [Entry]) {
    self.tree = tree
    self.entries = entries
  }
}

/// Where scan rows live between two runs: read in the order of the walk, written in one go at its
/// end.
///
/// Never the only copy of anything: when it is lost or cannot be used, every file is read again and
/// nothing is stored twice. So nothing here throws.
package protocol ScanCache: Sendable {
  /// The rows of one source, to be asked for in walk order.
  func rows(of source: [UInt8]) -> any ScanRowReader
  /// Where the rows of this run are collected.
  func writer() -> any ScanRowWriter
}

/// The stored rows of one source. `path` is relative to the source, components joined by "/"; empty
/// for the source itself. Paths ascend as a walk meets them: compared with "/" as the smallest
/// byte.
package protocol ScanRowReader: AnyObject {
  /// The row of the folder at `path`; of one that says of `count` files exactly what `expected`
  /// says of them, in their order, but for the fingerprints, only that and these.
  func row(
    at path: [UInt8], unless count: Int, expected: (Int) -> ScanRow.Entry
  ) -> RecalledRow?
}

/// A row as it is read.
package enum RecalledRow: Sendable {
  /// It is the one that was expected, with this tree, and these fingerprints of the files.
  case expected(TreeReference, [Fingerprint?])
  case other(ScanRow)
}

/// Collects the rows of a run; they replace the stored ones when the run's snapshot is durable.
package protocol ScanRowWriter: AnyObject {
  func add(_ row: ScanRow, source: [UInt8], path: [UInt8])
  /// The folder is what its stored row says.
  func keep(source: [UInt8], path: [UInt8])
  /// Replaces the rows of the sources of this run, in one transaction.
  func publish()
  /// Drops what was collected.
  func discard()
}

/// No cache at all (`--no-cache`).
package struct NoScanCache: ScanCache {
  package init() {}

  package func rows(of source: [UInt8]) -> any ScanRowReader { Nothing() }
  package func writer() -> any ScanRowWriter { Nothing() }

  private final class Nothing: ScanRowReader, ScanRowWriter {
    func row(
      at path: [UInt8], unless count: Int, expected: (Int) -> ScanRow.Entry
    ) -> RecalledRow? { nil }
    func add(_ row: ScanRow, source: [UInt8], path: [UInt8]) {}
    func keep(source: [UInt8], path: [UInt8]) {}
    func publish() {}
    func discard() {}
  }
}
