package import Format
import Pipelines

/// What of one pack is needed.
package struct PackUsage: Equatable, Sendable {
  package let id: PackID
  /// Of the file.
  package let length: Int
  package let kind: FrameKind
  /// The shares that needed copies have of their sealed frames, in bytes.
  package var live = 0
  /// The rest of the frames.
  package var dead = 0
  package var liveCopies = 0
  /// Copies that nobody needs. Of one that two runs name, each counts.
  package var deadCopies = 0

  package init(id: PackID, length: Int, kind: FrameKind) {
    self.id = id
    self.length = length
    self.kind = kind
  }
}

extension PackUsage {
  /// Every pack that counts in the index, once, ascending by ID.
  ///
  /// Throws `Cancelled` only.
  static func all(
    in index: ChunkIndex, _ live: LiveChunks, workers: Int, _ cancellation: Cancellation
  ) throws -> [PackUsage] {
    let (packs, rows) = packsAndRows(of: index)
    let shares = try index.tally(
      [PackShares](repeating: PackShares(), count: packs.count), workers: workers, cancellation,
      adding: { shares, entry, table in
        guard let copy = table.copy(entry.entry) else { return }
        let row = rows[entry.level][copy.frame.pack]
        guard let place = row.place else { return }
        shares[place].add(copy, isLive: live.contains(entry.number), isFirst: row.isFirst)
      },
      joining: { sum, part in
        for place in sum.indices { sum[place].add(part[place]) }
      })
    return packs.indices.map { shares[$0].usage(of: packs[$0]) }.sorted { $0.id < $1.id }
  }

  /// The packs that count, and of each row of each table which of them it is.
  private static func packsAndRows(
    of index: ChunkIndex
  ) -> ([(id: PackID, length: Int)], [[Row]]) {
    var packs: [(id: PackID, length: Int)] = []
    var places: [PackID: Int] = [:]
    let rows = index.levels.map { level in
      level.packLengths.indices.map { row -> Row in
        guard level.packLengths[row] > 0 else { return .ignored }
        let pack = level.table.pack(row)
        if let place = places[pack.id] { return .again(place) }
        places[pack.id] = packs.count
        packs.append(pack)
        return .first(packs.count - 1)
      }
    }
    return (packs, rows)
  }

  /// A pack that two runs name has its entries twice, and either may be the one that is needed.
  private enum Row {
    case ignored
    case first(Int)
    case again(Int)

    var place: Int? {
      switch self {
      case .ignored: nil
      case .first(let place), .again(let place): place
      }
    }

    var isFirst: Bool {
      if case .first = self { true } else { false }
    }
  }
}

/// What the copies in one pack come to, in any order.
private struct PackShares: Sendable {
  private var live = 0
  /// Of those that a second run names.
  private var liveAgain = 0
  private var dead = 0
  private var liveCopies = 0
  private var deadCopies = 0
  private var hasTrees = false

  mutating func add(_ copy: IndexedCopy, isLive: Bool, isFirst: Bool) {
    let share = copy.storedShare
    if isLive {
      live += share
      liveCopies += 1
      if !isFirst { liveAgain += share }
    } else {
      deadCopies += 1
      if isFirst { dead += share }
    }
    if isFirst, copy.frame.kind == .tree { hasTrees = true }
  }

  mutating func add(_ other: PackShares) {
    live += other.live
    liveAgain += other.liveAgain
    dead += other.dead
    liveCopies += other.liveCopies
    deadCopies += other.deadCopies
    hasTrees = hasTrees || other.hasTrees
  }

  func usage(of pack: (id: PackID, length: Int)) -> PackUsage {
    var usage = PackUsage(id: pack.id, length: pack.length, kind: hasTrees ? .tree : .data)
    usage.live = live
    usage.dead = max(0, dead - liveAgain)
    usage.liveCopies = liveCopies
    usage.deadCopies = deadCopies
    return usage
  }
}
