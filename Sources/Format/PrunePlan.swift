/// What the n-th prune condemns: from here on no session uses it (FORMAT.md 10.4) [10.4-a].
package struct PrunePlan: Equatable, Sendable {
  package let number: Int
  /// Ascending.
  package let packs: [PackID]
  /// Index runs, snapshots and records; ascending by name [10.4-b].
  package let files: [RepositoryPath]

  /// The lists may come in any order and with repetitions.
  package init(number: Int, packs: some Sequence<PackID>, files: some Sequence<RepositoryPath>) {
    self.number = number
    self.packs = Set(packs).sorted()
    self.files = RepositoryPath.ascending(files)
  }

  package init(decoding bytes: [UInt8]) throws(FormatError) {
    try ByteReader.checkLength(bytes.count, of: "plan", limit: Limits.maxPruneFileBytes)
    var input = ByteReader(bytes)
    number = try input.length("number", limit: Int.max)
    packs = try input.packIDs("condemned pack")
    files = try input.condemnableFiles("condemned file")
    try input.finish()
  }

  package func encoded() -> [UInt8] {
    var output = ByteWriter(capacity: 64 + packs.count * 32 + files.count * 64)
    output.varint(number)
    output.packIDs(packs)
    output.condemnableFiles(files)
    return output.bytes
  }
}
