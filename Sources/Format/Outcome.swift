/// How a session ended: whichever of the two is written first to `log/SID` (FORMAT.md 10.2)
/// [10.2-a].
package enum Outcome: Hashable, Sendable {
  case commit(Commit)
  case void(Fence)

  /// On disk: never change or reuse a raw value.
  private enum Kind: UInt8 {
    case commit = 1
    case void = 2
  }

  package init(decoding bytes: [UInt8]) throws(FormatError) {
    try ByteReader.checkLength(bytes.count, of: "outcome", limit: Limits.maxSmallFileBytes)
    var input = ByteReader(bytes)
    let kind: Kind = try input.choice("outcome")
    switch kind {
    case .commit:
      let epoch = try input.count("epoch", limit: Int.max)
      let count = try input.count("runs", itemBytes: Bytes32.byteCount)
      let runHashes = try input.hashes(count, "run hash") { $0 }
      self = .commit(
        Commit(
          epoch: epoch, runHashes: runHashes,
          snapshotHash: try input.optionalBytes32("snapshot hash")))
    case .void:
      let host = try input.text("host", limit: Limits.maxNameBytes)
      self = .void(Fence(host: host, time: try input.timestamp()))
    }
    try input.finish()
  }

  package func encoded() -> [UInt8] {
    var output = ByteWriter(capacity: 128)
    switch self {
    case .commit(let commit):
      output.integer(Kind.commit.rawValue)
      output.varint(commit.epoch)
      output.varint(commit.runHashes.count)
      for hash in commit.runHashes { output.bytes32(hash) }
      output.optionalBytes32(commit.snapshotHash)
    case .void(let fence):
      output.integer(Kind.void.rawValue)
      output.text(fence.host, limit: Limits.maxNameBytes)
      output.timestamp(fence.time)
    }
    return output.bytes
  }
}
