import Format
import Pipelines

/// The chunks of a large file from before, and which of them turned up again where: it answers
/// against which old chunk a new one is to be stored as a delta.
///
/// In a gap between two spans that did not change, content has moved by as much as it has at the
/// nearer end of the gap; the start and the end of the file count as such ends. So the base is the
/// old chunk that overlaps most with the new one moved back by that much. Workers report matches as
/// they find them, so a neighbour may be known or not yet; that changes a base, never correctness.
final class FileHistory: Sendable {
  private struct OldChunk {
    let id: ChunkID
    let offset: UInt64
    let length: UInt64
    var end: UInt64 { offset + length }
  }

  /// A chunk of the new file that the old one has as well.
  private struct Match {
    let start: UInt64
    let end: UInt64
    /// New offset minus old offset.
    let shift: Int64
  }

  /// Ascending, without gaps.
  private let old: [OldChunk]
  private let offsets: [ChunkID: UInt64]
  /// Ascending; they do not overlap.
  private let matches: Monitor<[Match]>

  /// `chunks` in the order of the old file; `newSize` as the system says now.
  init(chunks: [(id: ChunkID, length: Int)], newSize: UInt64) {
    var offset: UInt64 = 0
    var old: [OldChunk] = []
    var offsets: [ChunkID: UInt64] = [:]
    for chunk in chunks {
      old.append(OldChunk(id: chunk.id, offset: offset, length: UInt64(chunk.length)))
      offsets[chunk.id] = offset
      offset += UInt64(chunk.length)
    }
    self.old = old
    self.offsets = offsets
    let endShift = Int64(clamping: newSize) - Int64(clamping: offset)
    matches = Monitor([
      Match(start: 0, end: 0, shift: 0), Match(start: newSize, end: newSize, shift: endShift),
    ])
  }

  /// Reports a chunk of the new file; only those that the old file has matter.
  func note(_ id: ChunkID, offset: UInt64, length: Int) {
    guard let oldOffset = offsets[id] else { return }
    let match = Match(
      start: offset, end: offset + UInt64(length),
      shift: Int64(clamping: offset) - Int64(clamping: oldOffset))
    matches.access { matches in
      matches.insert(match, at: matches.firstPlace { $0.start > match.start })
    }
  }

  /// The old chunk to use as base for a new one; `nil` when the old file has nothing there.
  func base(offset: UInt64, length: Int) -> ChunkID? {
    let end = offset + UInt64(length)
    let shift = matches.access { Self.shift(for: offset, end, $0) }
    let from = Int64(clamping: offset) - shift
    let to = from + Int64(length)
    let nearby = old[old.firstPlace { Int64(clamping: $0.end) > from }...]
      .prefix { Int64(clamping: $0.offset) < to }
    return nearby.max { overlap($0, from, to) < overlap($1, from, to) }?.id
  }

  private static func shift(for start: UInt64, _ end: UInt64, _ matches: [Match]) -> Int64 {
    let after = min(matches.firstPlace { $0.start >= end }, matches.count - 1)
    let next = matches[after]
    let last = matches[..<after].last { $0.end <= start } ?? matches[0]
    return next.start &- end < start &- last.end ? next.shift : last.shift
  }

  private func overlap(_ chunk: OldChunk, _ from: Int64, _ to: Int64) -> Int64 {
    min(Int64(clamping: chunk.end), to) - max(Int64(clamping: chunk.offset), from)
  }
}

extension Array {
  /// Where the elements begin that satisfy `isBehind`, which those after the first one all do.
  fileprivate func firstPlace(_ isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
