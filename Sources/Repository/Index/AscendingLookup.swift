import Format

/// Looks up very many IDs in ascending order, each from where the last one stood: of ten million
/// entries the next one that is asked for is a few away, where a single lookup begins anywhere.
struct AscendingLookup {
  private let index: ChunkIndex
  private var cursors: [Cursor] = []

  init(_ index: ChunkIndex) {
    self.index = index
    var start = 0
    for level in index.levels {
      cursors.append(Cursor(level, firstNumber: start, of: index.entryCount))
      start += level.table.entryCount
    }
  }

  /// The same as `ChunkIndex.numbered`; no ID is below that of the call before.
  mutating func numbered(_ id: ChunkID) -> NumberedCopy? {
    let prefix = id.bytes.prefix
    for place in cursors.indices where cursors[place].find(prefix) {
      switch cursors[place].copy(of: id, prefix, index) {
      case .full(let copy): return copy
      // Whether a delta counts depends on its bases, which stand elsewhere.
      case .delta: return index.numbered(id)
      case .none: continue
      }
    }
    return nil
  }
}

/// How far one table was gone through.
private struct Cursor {
  /// Up to so many entries are passed one by one: the processor fetches them by itself.
  private static let maxSteps = 64

  enum Found {
    case full(NumberedCopy)
    case delta
    case none
  }

  private let level: ChunkIndex.Level
  private let firstNumber: Int
  private let isFiltered: Bool
  private let rows: UnsafeRawPointer
  private let count: Int
  /// All entries before it are below every prefix that is still to come.
  private var position = 0

  /// The filter spares nothing in a table where most are found.
  init(_ level: ChunkIndex.Level, firstNumber: Int, of total: Int) {
    self.level = level
    self.firstNumber = firstNumber
    isFiltered = level.table.entryCount < total / 2
    rows = level.table.entryRows
    count = level.table.entryCount
  }

  /// Moves to the first entry whose ID begins with the prefix; false if there is none.
  @inline(__always)
  mutating func find(_ prefix: ChunkPrefix) -> Bool {
    guard position < count, !isFiltered || level.table.mayContain(prefix) else { return false }
    let nearest = high(position)
    if nearest < prefix.high {
      let gap = level.table.distance(prefix.high - nearest)
      if gap > Self.maxSteps {
        position = level.table.firstEntry(
          notBelow: prefix, from: position + 1, startingAt: min(position + 1 + gap, count - 1))
      } else {
        repeat { position += 1 } while position < count && high(position) < prefix.high
      }
    }
    while position < count, high(position) == prefix.high, low(position) < prefix.low {
      position += 1
    }
    return position < count && high(position) == prefix.high && low(position) == prefix.low
  }

  /// What is there of that chunk, a full copy if there is one.
  ///
  /// Changes nothing: `mutating` has the cursor used where it is, where it would be copied first.
  @inline(__always)
  mutating func copy(
    of id: ChunkID, _ prefix: ChunkPrefix, _ index: borrowing ChunkIndex
  ) -> Found {
    var isDelta = false
    for entry in position..<level.table.end(of: prefix, from: position) {
      guard level.table.id(entry) == id.bytes, let copy = index.countingCopy(entry, level)
      else { continue }
      if copy.delta == nil {
        return .full(
          NumberedCopy(
            number: firstNumber + entry, kind: copy.kind, rawLength: copy.rawLength))
      }
      isDelta = true
    }
    return isDelta ? .delta : .none
  }

  @inline(__always)
  private func high(_ entry: Int) -> UInt64 { word(entry * IndexTableLayout.entryBytes) }

  @inline(__always)
  private func low(_ entry: Int) -> UInt64 { word(entry * IndexTableLayout.entryBytes + 8) }

  @inline(__always)
  private func word(_ offset: Int) -> UInt64 {
    UInt64(bigEndian: rows.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
