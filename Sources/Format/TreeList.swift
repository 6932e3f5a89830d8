/// The pieces of a folder that is too large for one (FORMAT.md 7.2) [7.2-a].
package struct TreeList: Equatable, Sendable {
  /// One piece, and the name of its first node.
  package struct Entry: Hashable, Sendable {
    package let firstName: FileName
    package let id: ChunkID

    package init(firstName: FileName, id: ChunkID) {
      self.firstName = firstName
      self.id = id
    }
  }

  /// At least two, ascending strictly by first name.
  package let entries: [Entry]

  package init(entries: [Entry]) {
    self.entries = entries
  }

  /// The plaintext of a chunk of kind 2.
  package init(decoding bytes: [UInt8]) throws(FormatError) {
    try ByteReader.checkLength(bytes.count, of: "tree list", limit: Limits.maxChunkBytes)
    var input = ByteReader(bytes)
    // A name of one byte, its NUL, an ID.
    let count = try input.count(
      "pieces", limit: Limits.maxPiecesPerList, itemBytes: 2 + Bytes32.byteCount)
    guard count >= 2 else {
      throw FormatError(field: "pieces", offset: 0, problem: "\(count) need no list")
    }
    var names: [FileName] = []
    names.reserveCapacity(count)
    for _ in 0..<count {
      let start = input.offset
      let name = try input.fileName("first name")
      if let last = names.last, !(last < name) {
        throw FormatError(field: "first name", offset: start, problem: "does not ascend")
      }
      names.append(name)
    }
    let ids = try input.hashes(count, "ID", as: ChunkID.init)
    try input.finish()
    entries = zip(names, ids).map { Entry(firstName: $0, id: $1) }
  }

  package func encoded() -> [UInt8] {
    precondition((2...Limits.maxPiecesPerList).contains(entries.count))
    var output = ByteWriter(capacity: 4 + entries.count * 64)
    output.varint(entries.count)
    for entry in entries {
      output.append(entry.firstName.bytes)
      output.integer(UInt8(0))
    }
    for entry in entries { output.bytes32(entry.id.bytes) }
    return output.bytes
  }
}
