package import Format

/// The stored rows of one source, to be asked for in walk order; used by one thread at a time.
///
/// Asked in order, some hundred folders cost one query. Asked out of order, each costs one, and the
/// order goes on where it was.
package final class StoredRowReader {
  private var folders: StoredFolders
  private var last: WalkPath?

  init(of source: [UInt8], in database: StateDatabase) {
    folders = StoredFolders(of: source, in: database)
  }

  /// The row of the folder at `path`; `nil` when there is none or it does not decode. Of one that
  /// says of `count` files exactly what `expected` says of them, in their order, only that and
  /// their fingerprints, which takes a fifth of the time.
  ///
  /// The path is relative to the source, its components joined by `/`; empty for the source itself.
  package func row(
    at path: [UInt8], unless count: Int, expected: (Int) -> StoredRow.Entry
  ) -> RecalledRow? {
    guard path.count <= WalkPath.maxStoredBytes, let bytes = encodedRow(at: WalkPath(path)) else {
      return nil
    }
    if let same = StoredRow.recalled(bytes, unless: count, expected) {
      return .expected(same.tree, same.fingerprints)
    }
    return (try? StoredRow(decoding: bytes)).map(RecalledRow.other)
  }

  /// A row as it is read.
  package enum RecalledRow {
    /// It is the one that was expected, with this tree, and these fingerprints of the files.
    case expected(TreeReference, [Fingerprint?])
    case other(StoredRow)
  }

  private func encodedRow(at path: WalkPath) -> [UInt8]? {
    if let last, path <= last { return folders.row(at: path) }
    last = path
    folders.skip(to: path)
    guard let next = folders.next, next.path == path else { return nil }
    // Not kept: a large row would be in memory as long as its folder is walked.
    folders.pass()
    return next.row
  }
}

extension StateDatabase {
  /// The rows of the source whose path is `source`.
  package func rows(of source: [UInt8]) -> StoredRowReader {
    StoredRowReader(of: source, in: self)
  }
}
