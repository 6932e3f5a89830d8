/// A part of the chunks of a file that has too many to name them in its node (FORMAT.md 7.4)
/// [7.4-a].
package struct ChunkList: Equatable, Sendable {
  /// 1–16 384, in the order of the file.
  package let ids: [ChunkID]

  package init(ids: [ChunkID]) {
    self.ids = ids
  }

  /// The plaintext of a chunk of kind 3.
  package init(decoding bytes: [UInt8]) throws(FormatError) {
    let limit = Limits.maxChunksPerList * Bytes32.byteCount
    try ByteReader.checkLength(bytes.count, of: "chunk list", limit: limit)
    guard !bytes.isEmpty else {
      throw FormatError(field: "ID", offset: 0, problem: "a list without IDs")
    }
    var input = ByteReader(bytes)
    ids = try input.hashes(bytes.count / Bytes32.byteCount, "ID", as: ChunkID.init)
    try input.finish()
  }

  package func encoded() -> [UInt8] {
    precondition((1...Limits.maxChunksPerList).contains(ids.count))
    var output = ByteWriter(capacity: ids.count * Bytes32.byteCount)
    for id in ids { output.bytes32(id.bytes) }
    return output.bytes
  }

  /// Whether a writer ends a list that has `count` IDs, the last of which is `id`: once in 1 024,
  /// so that a list after an insertion is the same list again.
  package static func endsList(after id: ChunkID, count: Int) -> Bool {
    let leadingBytes = UInt16(truncatingIfNeeded: id.bytes.leadingWord >> 48)
    return leadingBytes.byteSwapped < 64 || count >= Limits.maxChunksPerList
  }
}
