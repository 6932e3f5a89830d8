import Format

// tree      isList u8, id 32 bytes
// entries   varint count, then each:
//           name NUL, settled u8, varint size,
//           mtime and ctime, each: svarint seconds, u32 nanoseconds,
//           svarint inode
//
// Seconds and inodes are the differences from those of the entry before; from 0 for the first. The
// files of a folder were mostly made at one time, so an entry takes about 20 bytes beside its name.
// Equal rows have equal bytes.

extension StoredRow {
  /// Name of one byte, NUL, flag, size, twice 1 + 4 bytes of time, inode.
  private static let minEntryBytes = 15

  /// What the differences are taken from.
  private struct Numbers {
    var modified: Int64 = 0
    var changed: Int64 = 0
    var inode: Int64 = 0
  }

  func encoded() -> [UInt8] {
    var output = ByteWriter(capacity: 64 + entries.count * 40)
    var before = Numbers()
    output.flag(tree.isList)
    output.bytes32(tree.id.bytes)
    output.varint(entries.count)
    for entry in entries {
      output.append(entry.name.bytes)
      output.integer(UInt8(0))
      output.flag(entry.isSettled)
      output.varint(entry.size)
      output.difference(entry.modified.seconds, from: &before.modified)
      output.integer(entry.modified.nanoseconds)
      output.difference(entry.changed.seconds, from: &before.changed)
      output.integer(entry.changed.nanoseconds)
      output.difference(Int64(bitPattern: entry.inode), from: &before.inode)
    }
    return output.bytes
  }

  /// Refuses what `encoded()` cannot have made.
  init(decoding bytes: [UInt8]) throws(FormatError) {
    var input = ByteReader(bytes)
    var before = Numbers()
    let isList = try input.flag("tree is a list")
    tree = TreeReference(id: ChunkID(try input.bytes32("tree")), isList: isList)
    entries = try input.ascending(
      "entries", itemBytes: Self.minEntryBytes, by: { $0.name < $1.name },
      read: { (input: inout ByteReader) throws(FormatError) in
        try Self.entry(from: &input, &before)
      })
    try input.finish()
  }

  private static func entry(
    from input: inout ByteReader, _ before: inout Numbers
  ) throws(FormatError) -> Entry {
    let start = input.offset
    guard let name = FileName(try input.terminated("name", limit: FileName.maxBytes)) else {
      throw FormatError(field: "name", offset: start, problem: "not the name of a file")
    }
    let isSettled = try input.flag("settled")
    let size = try input.varint("size")
    let modified = Timestamp(
      seconds: try input.difference("mtime", from: &before.modified),
      nanoseconds: try input.nanoseconds("nanoseconds of mtime"))
    let changed = Timestamp(
      seconds: try input.difference("ctime", from: &before.changed),
      nanoseconds: try input.nanoseconds("nanoseconds of ctime"))
    let inode = UInt64(bitPattern: try input.difference("inode", from: &before.inode))
    return Entry(
      name: name, size: size, modified: modified, changed: changed, inode: inode,
      isSettled: isSettled)
  }
}

// Differences wrap around, so that every pair of numbers has one.

extension ByteWriter {
  fileprivate mutating func difference(_ value: Int64, from before: inout Int64) {
    signedVarint(value &- before)
    before = value
  }
}

extension ByteReader {
  fileprivate mutating func difference(
    _ field: String, from before: inout Int64
  ) throws(FormatError) -> Int64 {
    before &+= try signedVarint(field)
    return before
  }
}
