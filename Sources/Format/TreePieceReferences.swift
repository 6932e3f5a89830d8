/// The chunks that the nodes of a tree piece name (FORMAT.md 7.1), in the order of the nodes: all
/// that whoever follows references needs, at a tenth of what making the nodes costs.
///
/// Of every piece that `TreePiece` reads these are its IDs. It refuses less: columns that say
/// nothing of chunks are passed over.
package struct TreePieceReferences {
  /// Of files: data chunks, or lists of them.
  package private(set) var contents: [(id: ChunkID, namesChunks: Bool)] = []
  package private(set) var folders: [TreeReference] = []
  /// Whether all nodes are files, and none has another name.
  package let holdsOnlyFiles: Bool
  /// Of the files.
  package private(set) var sizes: [UInt64] = []

  private struct Row {
    let kind: NodeKind
    let flags: NodeFlags
    var isList: Bool { flags.contains(.lists) }
  }

  /// The plaintext of a chunk of kind 1.
  package init(decoding bytes: [UInt8]) throws(FormatError) {
    try ByteReader.checkLength(bytes.count, of: "tree piece", limit: Limits.maxChunkBytes)
    var input = ByteReader(bytes)
    let count = try input.count(
      "nodes", limit: Limits.maxNodesPerPiece, itemBytes: TreePieceDecoder.minimalNodeBytes)
    _ = try input.timestamp()
    for _ in 0..<count { try input.skipTerminated("name") }
    let rows = try Self.rows(count, &input)
    try Self.skipOwnersAndTimes(count, &input)
    holdsOnlyFiles = rows.allSatisfy { $0.kind == .file && !$0.flags.contains(.hardLinkGroup) }
    for row in rows where row.kind == .file { sizes.append(try input.varint("size")) }
    var idCounts: [Int] = []
    for row in rows where row.kind == .file {
      idCounts.append(try input.count("number of IDs", itemBytes: Bytes32.byteCount))
    }
    try readIDs(rows, idCounts, &input)
  }

  private static func rows(
    _ count: Int, _ input: inout ByteReader
  ) throws(FormatError) -> [Row] {
    let kinds = try input.items(count) { input throws(FormatError) -> NodeKind in
      try input.choice("kind")
    }
    var rows: [Row] = []
    rows.reserveCapacity(count)
    for kind in kinds {
      rows.append(Row(kind: kind, flags: NodeFlags(rawValue: try input.integer("flags"))))
    }
    return rows
  }

  private static func skipOwnersAndTimes(
    _ count: Int, _ input: inout ByteReader
  ) throws(FormatError) {
    let owners = try input.count("owners", itemBytes: TreePieceDecoder.minimalOwnerBytes)
    for _ in 0..<owners {
      for field in ["permissions", "uid", "gid"] { _ = try input.varint(field) }
      for field in ["user", "group"] {
        try input.skip(try input.count(field, limit: Limits.maxNameBytes), field)
      }
    }
    for _ in 0..<count { _ = try input.varint("owner row") }
    for _ in 0..<count { _ = try input.varint("seconds before the latest") }
    try input.skip(count * MemoryLayout<UInt32>.size, "nanoseconds")
  }

  private mutating func readIDs(
    _ rows: [Row], _ idCounts: [Int], _ input: inout ByteReader
  ) throws(FormatError) {
    var files = idCounts.makeIterator()
    contents.reserveCapacity(idCounts.reduce(0, +))
    for row in rows {
      switch row.kind {
      case .file:
        for _ in 0..<(files.next() ?? 0) {
          contents.append((ChunkID(try input.bytes32("ID")), row.isList))
        }
      case .folder:
        folders.append(TreeReference(id: ChunkID(try input.bytes32("ID")), isList: row.isList))
      default: continue
      }
    }
  }
}
