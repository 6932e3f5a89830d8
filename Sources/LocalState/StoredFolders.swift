import GRDB

/// The stored rows of one source in walk order, fetched some hundred at a time.
///
/// Not one long query: that would keep a transaction open for as long as the backup runs, during
/// which no process could shorten the write-ahead log.
struct StoredFolders {
  /// A folder and its encoded row.
  struct Folder {
    let path: WalkPath
    let row: [UInt8]
  }

  /// A batch ends at either; a query for it costs as much as about ten rows.
  private static let batchRows = 512
  private static let batchBytes = 1 << 20

  private let database: StateDatabase
  private let source: Int64?
  private var batch: ArraySlice<Folder> = []
  /// Whether no row follows those of the batch.
  private var isLast: Bool

  /// None when the source was never stored.
  init(of source: [UInt8], in database: StateDatabase) {
    self.database = database
    self.source = database.number(of: source)
    isLast = self.source == nil
  }

  /// The first folder that has not been passed; `nil` after the last.
  var next: Folder? { batch.first }

  /// Moves on to the next folder.
  mutating func pass() {
    guard let passed = batch.popFirst(), batch.isEmpty else { return }
    // The smallest path after it.
    fetch(from: WalkPath(stored: passed.path.bytes + [0]))
  }

  /// Passes all folders before `path`.
  mutating func skip(to path: WalkPath) {
    while let first = batch.first {
      guard first.path < path else { return }
      batch.removeFirst()
    }
    fetch(from: path)
  }

  /// The row of any folder, wherever the order has come to.
  func row(at path: WalkPath) -> [UInt8]? {
    guard let source else { return nil }
    return database.attempt { database in
      let sql = "SELECT row FROM scan WHERE source = ? AND path = ?"
      return try Blob.fetchOne(
        try database.cachedStatement(sql: sql), arguments: [source, Blob(path.bytes)])
    }.flatMap { $0?.bytes }
  }

  private mutating func fetch(from path: WalkPath) {
    guard let source, !isLast else { return }
    var folders: [Folder] = []
    var bytes = 0
    // What cannot be read counts as not stored.
    isLast = true
    let isWhole: Bool? = database.attempt { database in
      let statement = try database.cachedStatement(
        sql: "SELECT path, row FROM scan WHERE source = ? AND path >= ? ORDER BY path")
      let rows = try Row.fetchCursor(statement, arguments: [source, Blob(path.bytes)])
      while folders.count < Self.batchRows, bytes < Self.batchBytes {
        guard let row = try rows.next() else { return true }
        let folder = Folder(
          path: WalkPath(stored: try row.bytes(at: 0)), row: try row.bytes(at: 1))
        bytes += folder.row.count
        folders.append(folder)
      }
      return false
    }
    isLast = isWhole ?? true
    batch = folders[...]
  }
}

extension StateDatabase {
  /// Whether the source whose path is `source` was saved from here before.
  package func knows(source: [UInt8]) -> Bool { number(of: source) != nil }

  fileprivate func number(of source: [UInt8]) -> Int64? {
    attempt { database in
      try Int64.fetchOne(
        database, sql: "SELECT id FROM sources WHERE path = ?", arguments: [Blob(source)])
    }.flatMap { $0 }
  }
}
