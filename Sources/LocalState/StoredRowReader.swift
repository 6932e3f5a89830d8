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

  /// The row of the folder at `path`; `nil` when there is none or it does not decode.
  ///
  /// The path is relative to the source, its components joined by `/`; empty for the source itself.
  package func row(at path: [UInt8]) -> StoredRow? {
    guard path.count <= WalkPath.maxStoredBytes else { return nil }
    return encodedRow(at: WalkPath(path)).flatMap { try? StoredRow(decoding: $0) }
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
