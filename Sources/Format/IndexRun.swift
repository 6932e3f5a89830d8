/// Where the chunks of a session are: the directories of its packs once more, so that an index is
/// read from few files (FORMAT.md 9) [9-a].
package struct IndexRun: Equatable, Sendable {
  /// 32 bytes of ID, one of length, two of an empty directory.
  private static let minimalPackBytes = 35

  package var packs: [IndexedPack]
  package var lost: [LostCopy]

  package init(packs: [IndexedPack], lost: [LostCopy] = []) {
    self.packs = packs
    self.lost = lost
  }

  package init(decoding bytes: [UInt8]) throws(FormatError) {
    try ByteReader.checkLength(bytes.count, of: "index run", limit: Limits.maxIndexRunBytes)
    var input = ByteReader(bytes)
    let count = try input.count("packs", itemBytes: Self.minimalPackBytes)
    let ids = try input.hashes(count, "pack ID", as: PackID.init)
    let lengths = try input.items(count) { input throws(FormatError) -> Int in
      let start = input.offset
      let length = try input.count("pack length", limit: Limits.maxPackBytes)
      guard length >= IndexedPack.minimalBytes else {
        throw FormatError(
          field: "pack length", offset: start, problem: "\(length) hold no pack")
      }
      return length
    }
    packs = []
    packs.reserveCapacity(count)
    for (id, length) in zip(ids, lengths) {
      // The run does not say how long the directory is; the frames end before the shortest one.
      let end = length - PackTrailer.byteCount - PackTrailer.minimalDirectoryBytes
      let directory = try PackDirectory(from: &input, directoryOffset: end)
      packs.append(IndexedPack(id: id, length: length, directory: directory))
    }
    let lostCount = try input.count("lost", itemBytes: 2 * Bytes32.byteCount)
    lost = try input.items(lostCount) { input throws(FormatError) -> LostCopy in
      let pack = PackID(try input.bytes32("lost pack ID"))
      return LostCopy(pack: pack, chunk: ChunkID(try input.bytes32("lost chunk ID")))
    }
    try input.finish()
  }

  package func encoded() -> [UInt8] {
    Self.encoded(
      packs: packs.map { pack in
        var directory = ByteWriter(capacity: 64 + pack.directory.chunks.count * 40)
        pack.directory.encode(to: &directory)
        return (id: pack.id, length: pack.length, directory: directory.bytes)
      }, lost: lost)
  }

  /// The same from directories that are encoded already: what a session keeps of its packs.
  package static func encoded(
    packs: [(id: PackID, length: Int, directory: [UInt8])], lost: [LostCopy]
  ) -> [UInt8] {
    let directoryBytes = packs.reduce(0) { $0 + $1.directory.count }
    var output = ByteWriter(capacity: 64 + packs.count * 40 + directoryBytes)
    output.varint(packs.count)
    for pack in packs { output.bytes32(pack.id.bytes) }
    for pack in packs { output.varint(pack.length) }
    for pack in packs { output.append(pack.directory) }
    output.varint(lost.count)
    for copy in lost {
      output.bytes32(copy.pack.bytes)
      output.bytes32(copy.chunk.bytes)
    }
    return output.bytes
  }
}
