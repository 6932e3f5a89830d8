import Format
import Repository

/// A chunk and where it goes.
struct PlacedChunk: Sendable {
  enum Owner: Sendable {
    /// The chunk is all of a file.
    case whole(RestoredEntry)
    case part(FileInProgress, offset: UInt64)
  }

  let id: ChunkID
  let length: Int
  let owner: Owner
}

/// The order in which chunks are read: by the frames that have to be decoded for them, so that each
/// is decoded once.
///
/// A delta belongs to the frame with the full chunk that it starts from. Packs come as they are
/// first needed, frames in a pack as they stand there.
struct FrameOrder {
  /// What one worker reads in one go, at least and at most; a chunk with many places counts for
  /// each.
  private static let taskBytes = 1 << 20
  private static let maxTaskBytes = 64 << 20
  private static let maxTaskChunks = 4_096

  private struct Item {
    let origin: (pack: Int, offset: Int)
    let own: (pack: Int, offset: Int, position: Int)
    let index: Int
  }

  private var ranks: [PackID: Int] = [:]
  private var items: [Item] = []
  private var chunks: [PlacedChunk] = []

  var count: Int { chunks.count }
  var isEmpty: Bool { chunks.isEmpty }

  mutating func add(_ chunk: PlacedChunk, _ location: ChunkLocation, origin: FramePlace) {
    let item = Item(
      origin: (rank(origin.pack), origin.offset),
      own: (rank(location.pack), location.frameOffset, location.position), index: chunks.count)
    items.append(item)
    chunks.append(chunk)
  }

  private mutating func rank(_ pack: PackID) -> Int {
    if let rank = ranks[pack] { return rank }
    ranks[pack] = ranks.count
    return ranks.count - 1
  }

  /// All chunks, some to a task; equal chunks stand side by side, and a frame's in one task.
  func tasks() -> [[PlacedChunk]] {
    let sorted = items.sorted { left, right in
      if left.origin != right.origin { return left.origin < right.origin }
      if left.own != right.own { return left.own < right.own }
      return left.index < right.index
    }
    var tasks: [[PlacedChunk]] = []
    var current: [PlacedChunk] = []
    var bytes = 0
    var last: Item?
    for item in sorted {
      let isNewFrame = last.map { $0.origin != item.origin } ?? false
      let isNewChunk = current.last.map { $0.id != chunks[item.index].id } ?? false
      let isFull = bytes >= Self.taskBytes && isNewFrame
      let isTooMuch = bytes >= Self.maxTaskBytes || current.count >= Self.maxTaskChunks
      if isFull || isTooMuch && isNewChunk {
        tasks.append(current)
        current = []
        bytes = 0
      }
      current.append(chunks[item.index])
      bytes += chunks[item.index].length
      last = item
    }
    return current.isEmpty ? tasks : tasks + [current]
  }
}
