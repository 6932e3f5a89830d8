import Format
import Pipelines

/// The chunks that a session has taken on itself to store, so that two workers that meet the same
/// new chunk store it once.
///
/// Remembers the first 16 bytes of each ID: two chunks that agree in 128 bits of a keyed hash are
/// as unlikely as a broken hash, and a million small files then cost 32 MB and not 64.
final class ChunkClaims: Sendable {
  private static let shardCount = 16
  private let shards: [Shard]

  private final class Shard: Sendable {
    let claimed = Monitor(Set<ChunkPrefix>())
  }

  init() {
    shards = (0..<Self.shardCount).map { _ in Shard() }
  }

  /// Whether the caller is the first to ask, and so the one who must store the chunk.
  func claim(_ id: ChunkID) -> Bool {
    let prefix = id.bytes.prefix
    let shard = shards[Int(prefix.high % UInt64(Self.shardCount))]
    return shard.claimed.access { $0.insert(prefix).inserted }
  }
}
