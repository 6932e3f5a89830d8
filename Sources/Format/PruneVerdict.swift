/// What the n-th prune decided, once and for all: what is deleted, and the whole state that stays
/// (FORMAT.md 10.4).
package struct PruneVerdict: Equatable, Sendable {
  package let number: Int
  /// SHA-256 of `gc/n.plan`.
  package let planHash: Bytes32
  /// SHA-256 of `gc/(n−1).verdict`; `nil` exactly for the first prune.
  package let previousHash: Bytes32?
  /// To delete; ascending.
  package let packs: [PackID]
  /// To delete; ascending by name [10.4-b].
  package let files: [RepositoryPath]
  /// Ascending by session.
  package let snapshots: [LiveSnapshot]
  /// Ascending by session and number.
  package let runs: [LiveIndexRun]
  /// Packs that these runs name and that are no more; ascending.
  package let gonePacks: [PackID]

  /// The lists may come in any order; no snapshot and no run comes twice.
  package init(
    number: Int, planHash: Bytes32, previousHash: Bytes32?, packs: some Sequence<PackID>,
    files: some Sequence<RepositoryPath>, snapshots: [LiveSnapshot], runs: [LiveIndexRun],
    gonePacks: some Sequence<PackID>
  ) {
    precondition((number == 1) == (previousHash == nil))
    self.number = number
    self.planHash = planHash
    self.previousHash = previousHash
    self.packs = Set(packs).sorted()
    self.files = RepositoryPath.ascending(files)
    self.snapshots = snapshots.sorted(by: LiveSnapshot.precedes)
    self.runs = runs.sorted(by: LiveIndexRun.precedes)
    self.gonePacks = Set(gonePacks).sorted()
  }

  package init(decoding bytes: [UInt8]) throws(FormatError) {
    try ByteReader.checkLength(bytes.count, of: "verdict", limit: Limits.maxPruneFileBytes)
    var input = ByteReader(bytes)
    number = try input.length("number", limit: Int.max)
    planHash = try input.bytes32("plan hash")
    let previousOffset = input.offset
    let previous = try input.bytes32("previous verdict")
    previousHash = previous == Bytes32.zero ? nil : previous
    guard (number == 1) == (previousHash == nil) else {
      throw FormatError(
        field: "previous verdict", offset: previousOffset,
        problem: "only the first prune has none")
    }
    packs = try input.packIDs("pack to delete")
    files = try input.condemnableFiles("file to delete")
    snapshots = try input.ascending(
      "snapshot", itemBytes: 48, by: LiveSnapshot.precedes
    ) { input throws(FormatError) -> LiveSnapshot in
      let session = try input.sessionID("snapshot")
      return LiveSnapshot(session: session, fileHash: try input.bytes32("snapshot hash"))
    }
    runs = try input.ascending(
      "index run", itemBytes: 49, by: LiveIndexRun.precedes
    ) { input throws(FormatError) -> LiveIndexRun in
      let session = try input.sessionID("index run")
      let number = try input.count("index run number", limit: Int.max)
      return LiveIndexRun(
        session: session, number: number, fileHash: try input.bytes32("index run hash"))
    }
    gonePacks = try input.packIDs("gone pack")
    try input.finish()
  }

  package func encoded() -> [UInt8] {
    var output = ByteWriter(capacity: 256 + (packs.count + gonePacks.count + runs.count) * 50)
    output.varint(number)
    output.bytes32(planHash)
    output.bytes32(previousHash ?? Bytes32.zero)
    output.packIDs(packs)
    output.condemnableFiles(files)
    output.varint(snapshots.count)
    for snapshot in snapshots {
      output.append(snapshot.session.bytes)
      output.bytes32(snapshot.fileHash)
    }
    output.varint(runs.count)
    for run in runs {
      output.append(run.session.bytes)
      output.varint(run.number)
      output.bytes32(run.fileHash)
    }
    output.packIDs(gonePacks)
    return output.bytes
  }
}
