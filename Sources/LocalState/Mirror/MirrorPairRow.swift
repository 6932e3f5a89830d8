import Format
import GRDB

/// A pair as a row of the database.
struct MirrorPairRow {
  static let columns = [
    "a_path", "a_file_system", "a_inode", "a_born", "a_label", "a_lost", "b_path",
    "b_file_system", "b_inode", "b_born", "b_label", "b_lost",
    "repository", "baseline", "include", "exclude", "made",
  ]

  /// In the order of the columns.
  let arguments: StatementArguments

  init(_ pair: MirrorPair) {
    let values: [(any DatabaseValueConvertible)?] =
      Self.values(pair.a) + Self.values(pair.b) + [
        Blob(pair.repository.bytes.bytes), pair.baseline.map { Blob($0.bytes.bytes) },
        Blob(Self.encoded(pair.selection.include)), Blob(Self.encoded(pair.selection.exclude)),
        TimeColumn.nanoseconds(pair.made),
      ]
    arguments = StatementArguments(values)
  }

  /// `nil` for what no pair could be.
  static func pair(_ row: Row) -> StoredMirrorPair? {
    guard let id = row["id"] as Int64?, let a = root(row, "a"), let b = root(row, "b"),
      let repository = bytes32(row, "repository"), let made = row["made"] as Int64?,
      let include = patterns(row, "include"), let exclude = patterns(row, "exclude")
    else { return nil }
    let pair = MirrorPair(
      a: a, b: b, repository: RepositoryID(repository),
      baseline: bytes32(row, "baseline").map { SnapshotID($0) },
      selection: MirrorPair.Selection(include: include, exclude: exclude),
      made: TimeColumn.timestamp(made))
    return StoredMirrorPair(id: StoredMirrorPair.ID(row: id), pair: pair)
  }

  private static func values(_ root: MirroredRoot) -> [(any DatabaseValueConvertible)?] {
    [
      Blob(root.path), root.identity.fileSystem, Int64(bitPattern: root.identity.inode),
      root.identity.born.map(TimeColumn.nanoseconds), root.label, Int64(root.lost),
    ]
  }

  private static func root(_ row: Row, _ side: String) -> MirroredRoot? {
    guard let path = row["\(side)_path"] as Blob?,
      let fileSystem = row["\(side)_file_system"] as String?,
      let inode = row["\(side)_inode"] as Int64?, let label = row["\(side)_label"] as String?
    else { return nil }
    let born = (row["\(side)_born"] as Int64?).map(TimeColumn.timestamp)
    var root = MirroredRoot(
      path: path.bytes,
      identity: MirroredRoot.Identity(
        fileSystem: fileSystem, inode: UInt64(bitPattern: inode), born: born),
      label: label)
    root.lost = UInt8(truncatingIfNeeded: (row["\(side)_lost"] as Int64?) ?? 0)
    return root
  }

  static func bytes32(_ row: Row, _ column: String) -> Bytes32? {
    (row[column] as Blob?).flatMap { Bytes32($0.bytes) }
  }

  // MARK: patterns

  private static let maxPatterns = 1 << 16
  private static let maxPatternBytes = 1 << 16

  private static func encoded(_ patterns: [[UInt8]]) -> [UInt8] {
    var output = ByteWriter()
    output.varint(patterns.count)
    for pattern in patterns { output.string(pattern) }
    return output.bytes
  }

  private static func patterns(_ row: Row, _ column: String) -> [[UInt8]]? {
    guard let bytes = (row[column] as Blob?)?.bytes else { return nil }
    var input = ByteReader(bytes)
    guard let count = try? input.count("patterns", limit: maxPatterns) else { return nil }
    var patterns: [[UInt8]] = []
    for _ in 0..<count {
      guard let pattern = try? input.string("pattern", limit: maxPatternBytes) else { return nil }
      patterns.append(pattern)
    }
    return patterns
  }
}
