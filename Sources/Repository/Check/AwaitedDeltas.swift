import Format
import Pipelines

/// Deltas that a check has met before the chunk that they start from. They are proved when that
/// comes by, with its plaintext at hand: otherwise most frames of a repository with a history would
/// be opened once more for each backup that built on them.
///
/// Shared by all workers, and bounded: a delta for which there is no room is proved at once.
final class AwaitedDeltas: Sendable {
  struct Delta: Sendable {
    let location: ChunkLocation
    /// As it stands in its frame.
    let form: [UInt8]
    let base: DeltaEntry
  }

  /// What a delta names its base by; a base is in a frame of the same kind (FORMAT.md 6.2).
  private struct Base: Hashable {
    let prefix: ChunkPrefix
    let kind: FrameKind

    init(_ delta: Delta) {
      prefix = delta.base.base
      kind = delta.location.frame.kind
    }

    init(_ chunk: ChunkLocation) {
      prefix = chunk.id.bytes.prefix
      kind = chunk.frame.kind
    }
  }

  private struct State {
    var deltas: [Base: [Delta]] = [:]
    var bytes = 0
    /// How many of each pack are not proved.
    var open: [PackID: Int] = [:]
    /// Those that could not be proved in passing.
    var failed: [Delta] = []
  }

  /// What one takes besides its form.
  private static let overheadBytes = 256

  private let limitBytes: Int
  private let state = Monitor(State())

  init(limitBytes: Int = 32 << 20) {
    self.limitBytes = limitBytes
  }

  /// False where there is no room for it.
  func add(_ delta: Delta) -> Bool {
    state.access { state in
      let bytes = delta.form.count + Self.overheadBytes
      guard state.bytes + bytes <= limitBytes else { return false }
      state.bytes += bytes
      state.deltas[Base(delta), default: []].append(delta)
      state.open[delta.location.pack, default: 0] += 1
      return true
    }
  }

  /// Those that start from that chunk; they are awaited no more.
  func take(from base: ChunkLocation) -> [Delta] {
    state.access { state in
      guard !state.deltas.isEmpty, let deltas = state.deltas.removeValue(forKey: Base(base)) else {
        return []
      }
      state.bytes -= deltas.reduce(0) { $0 + $1.form.count + Self.overheadBytes }
      return deltas
    }
  }

  /// One that was taken is proved, or has to be looked at where it stands.
  func settle(_ delta: Delta, isProved: Bool) {
    state.access { state in
      guard isProved else { return state.failed.append(delta) }
      state.open[delta.location.pack, default: 1] -= 1
    }
  }

  /// Whether every delta of the pack that was awaited is proved.
  func isClosed(_ pack: PackID) -> Bool { state.access { $0.open[pack, default: 0] == 0 } }

  /// Those that are not proved, by pack, in the order in which they stand there; none is awaited
  /// any more.
  func takeRest() -> [PackID: [ChunkLocation]] {
    let rest = state.access { state in
      defer { state = State() }
      return state.deltas.values.joined().map(\.location) + state.failed.map(\.location)
    }
    return Dictionary(grouping: rest, by: \.pack).mapValues { locations in
      locations.sorted { ($0.frameOffset, $0.position) < ($1.frameOffset, $1.position) }
    }
  }
}
