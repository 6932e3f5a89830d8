import Format

// tree          isList u8, id 32 bytes
// entries       varint count, then each:
//               name NUL, settled u8, varint size,
//               mtime and ctime, each: svarint seconds, u32 nanoseconds,
//               svarint inode
// fingerprints  for each entry: 0 u8, or 1 and 16 bytes
// checksum      u64 of all before it
//
// Seconds and inodes are the differences from those of the entry before; from 0 for the first. The
// files of a folder were mostly made at one time, so an entry takes about 20 bytes beside its name.
// Equal rows have equal bytes, and the same begin with the same: a look at a folder tells all but
// the fingerprints. The checksum is there because a long row lies on several pages: of a database
// that was copied while it was written, a row might name an old tree beside new times, and so vouch
// for contents that are no more.

extension StoredRow {
  /// Name of one byte, NUL, flag, size, twice 1 + 4 bytes of time, inode; no fingerprint.
  private static let minEntryBytes = 16

  /// What the differences are taken from.
  private struct Numbers {
    var modified: Int64 = 0
    var changed: Int64 = 0
    var inode: Int64 = 0
  }

  func encoded() -> [UInt8] {
    Self.encoded(tree, count: entries.count) { entries[$0] }
  }

  /// The same for entries that are made as they are written: a large folder's take much room.
  static func encoded(
    _ tree: TreeReference, count: Int, _ entry: (Int) -> Entry
  ) -> [UInt8] {
    let nameBytes = (0..<count).reduce(0) { $0 + entry($1).name.bytes.count }
    var output = ByteWriter(capacity: 64 + nameBytes + count * (24 + 1 + Fingerprint.byteCount))
    append(tree, count: count, entry, to: &output)
    for index in 0..<count { output.fingerprint(entry(index).fingerprint) }
    output.integer(checksum(output.bytes[...]))
    return output.bytes
  }

  /// All but the fingerprints.
  private static func append(
    _ tree: TreeReference, count: Int, _ entry: (Int) -> Entry, to output: inout ByteWriter
  ) {
    var before = Numbers()
    output.flag(tree.isList)
    output.bytes32(tree.id.bytes)
    output.varint(count)
    for index in 0..<count {
      let entry = entry(index)
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
  }

  /// The tree and the fingerprints of a row that says of `count` files what `expected` says of
  /// them; `nil` for any other. Takes a fifth of the time of decoding.
  static func recalled(
    _ bytes: [UInt8], unless count: Int, _ expected: (Int) -> Entry
  ) -> (tree: TreeReference, fingerprints: [Fingerprint?])? {
    guard let tree = Self.tree(ofEncoded: bytes) else { return nil }
    var front = ByteWriter(capacity: bytes.count)
    append(tree, count: count, expected, to: &front)
    guard bytes.starts(with: front.bytes) else { return nil }
    var input = ByteReader(bytes, from: front.bytes.count)
    return (try? fingerprints(from: &input, count: count, of: bytes)).map { (tree, $0) }
  }

  /// The tree that an encoded row names; the rest of it is not looked at.
  private static func tree(ofEncoded bytes: [UInt8]) -> TreeReference? {
    var input = ByteReader(bytes)
    guard let isList = try? input.flag("tree is a list"), let id = try? input.bytes32("tree") else {
      return nil
    }
    return TreeReference(id: ChunkID(id), isList: isList)
  }

  /// Refuses what `encoded()` cannot have made.
  init(decoding bytes: [UInt8]) throws(FormatError) {
    var input = ByteReader(bytes)
    var before = Numbers()
    let isList = try input.flag("tree is a list")
    tree = TreeReference(id: ChunkID(try input.bytes32("tree")), isList: isList)
    // A loop and not `input.ascending`, which cannot be specialized for another module: that takes
    // twice the time.
    let count = try input.count("count of entries", itemBytes: Self.minEntryBytes)
    var entries: [Entry] = []
    entries.reserveCapacity(count)
    for _ in 0..<count {
      let start = input.offset
      let entry = try Self.entry(from: &input, &before)
      if let last = entries.last, !(last.name < entry.name) {
        throw FormatError(field: "name", offset: start, problem: "does not ascend")
      }
      entries.append(entry)
    }
    let fingerprints = try Self.fingerprints(from: &input, count: count, of: bytes)
    for index in entries.indices { entries[index].fingerprint = fingerprints[index] }
    self.entries = entries
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

  /// What stands behind the entries, to the end.
  private static func fingerprints(
    from input: inout ByteReader, count: Int, of bytes: [UInt8]
  ) throws(FormatError) -> [Fingerprint?] {
    var fingerprints: [Fingerprint?] = []
    fingerprints.reserveCapacity(count)
    for _ in 0..<count { fingerprints.append(try input.fingerprint("fingerprint")) }
    let end = input.offset
    let checksum: UInt64 = try input.integer("checksum")
    guard checksum == Self.checksum(bytes[..<end]) else {
      throw FormatError(field: "checksum", offset: end, problem: "is not that of the row")
    }
    try input.finish()
    return fingerprints
  }
}

extension StoredRow {
  /// Differs for sure when one word differs; against accidents, not against anybody.
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.withUnsafeBytes { buffer in
      var sum = UInt64(buffer.count)
      var offset = 0
      while offset < buffer.count {
        var word: UInt64 = 0
        let length = min(8, buffer.count - offset)
        withUnsafeMutableBytes(of: &word) {
          $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[offset..<offset + length]))
        }
        sum = (sum ^ UInt64(littleEndian: word)) &* 0x9E37_79B9_7F4A_7C15
        sum ^= sum >> 32
        offset += 8
      }
      return sum
    }
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
