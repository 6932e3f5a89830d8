import Format

// tree      isList u8, id 32 bytes
// newest    mtime and ctime of the row, each: svarint seconds, u32 nanoseconds
// entries   varint count, then each:
//           name NUL, settled u8, varint size,
//           varint seconds before the newest mtime, u32 nanoseconds,
//           varint seconds before the newest ctime, u32 nanoseconds,
//           svarint inode minus that of the entry before
//
// About 20 bytes an entry beside its name: the files of a folder were mostly made at one time, so
// that seconds and inodes differ little. Equal rows have equal bytes.

extension StoredRow {
  /// Name of one byte, NUL, flag, size, twice 1 + 4 bytes of time, inode.
  private static let minEntryBytes = 15

  func encoded() -> [UInt8] {
    let zero = Timestamp(seconds: 0, nanoseconds: 0)
    let newestModified = entries.map(\.modified).max() ?? zero
    let newestChanged = entries.map(\.changed).max() ?? zero
    var output = ByteWriter(capacity: 64 + entries.count * 40)
    output.flag(tree.isList)
    output.bytes32(tree.id.bytes)
    output.timestamp(newestModified)
    output.timestamp(newestChanged)
    output.varint(entries.count)
    var inode: UInt64 = 0
    for entry in entries {
      output.append(entry.name.bytes)
      output.integer(UInt8(0))
      output.flag(entry.isSettled)
      output.varint(entry.size)
      output.timestamp(entry.modified, before: newestModified)
      output.timestamp(entry.changed, before: newestChanged)
      output.signedVarint(Int64(bitPattern: entry.inode &- inode))
      inode = entry.inode
    }
    return output.bytes
  }

  /// Refuses what `encoded()` cannot have made.
  init(decoding bytes: [UInt8]) throws(FormatError) {
    var input = ByteReader(bytes)
    let isList = try input.flag("tree is a list")
    tree = TreeReference(id: ChunkID(try input.bytes32("tree")), isList: isList)
    let newestModified = try input.timestamp()
    let newestChanged = try input.timestamp()
    var inode: UInt64 = 0
    entries = try input.ascending(
      "entries", itemBytes: Self.minEntryBytes, by: { $0.name < $1.name },
      read: { (input: inout ByteReader) throws(FormatError) -> Entry in
        let entry = try Entry(
          from: &input, newestModified: newestModified, newestChanged: newestChanged,
          inodeBefore: inode)
        inode = entry.inode
        return entry
      })
    try input.finish()
  }
}

extension StoredRow.Entry {
  fileprivate init(
    from input: inout ByteReader, newestModified: Timestamp, newestChanged: Timestamp,
    inodeBefore: UInt64
  ) throws(FormatError) {
    let start = input.offset
    guard let name = FileName(try input.terminated("name", limit: FileName.maxBytes)) else {
      throw FormatError(field: "name", offset: start, problem: "not the name of a file")
    }
    self.name = name
    isSettled = try input.flag("settled")
    size = try input.varint("size")
    modified = try input.timestamp(before: newestModified)
    changed = try input.timestamp(before: newestChanged)
    inode = inodeBefore &+ UInt64(bitPattern: try input.signedVarint("inode"))
  }
}

extension ByteWriter {
  /// Wraps around for times further apart than 2^63 seconds, as the reader does.
  fileprivate mutating func timestamp(_ time: Timestamp, before newest: Timestamp) {
    varint(UInt64(bitPattern: newest.seconds &- time.seconds))
    integer(time.nanoseconds)
  }
}

extension ByteReader {
  fileprivate mutating func timestamp(before newest: Timestamp) throws(FormatError) -> Timestamp {
    let distance = Int64(bitPattern: try varint("seconds before the newest"))
    return Timestamp(
      seconds: newest.seconds &- distance, nanoseconds: try nanoseconds("nanoseconds"))
  }
}
