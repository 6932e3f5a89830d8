package import Format

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
  static func all(in index: ChunkIndex, _ live: LiveChunks) -> [PackUsage] {
    var usages: [PackUsage] = []
    var places: [PackID: Int] = [:]
    let rows = index.levels.map { level in
      level.packLengths.indices.map { row -> Row in
        guard level.packLengths[row] > 0 else { return .ignored }
        let (id, length) = level.table.pack(row)
        if let place = places[id] { return .again(place) }
        places[id] = usages.count
        usages.append(PackUsage(id: id, length: length, kind: .data))
        return .first(usages.count - 1)
      }
    }
    index.forEachEntry { entry, table in
      guard let copy = table.copy(entry.entry) else { return }
      let row = rows[entry.level][copy.frame.pack]
      guard let place = row.place else { return }
      usages[place].add(copy, isLive: live.contains(entry.number), row)
    }
    return usages.sorted { $0.id < $1.id }
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
  }

  private mutating func add(_ copy: IndexedCopy, isLive: Bool, _ row: Row) {
    let share = copy.storedShare
    if isLive {
      live += share
      liveCopies += 1
    } else {
      deadCopies += 1
    }
    switch row {
    case .first:
      if copy.frame.kind == .tree { self = PackUsage(self, kind: .tree) }
      if !isLive { dead += share }
    case .again: if isLive { dead -= min(dead, share) }
    case .ignored: break
    }
  }

  private init(_ other: PackUsage, kind: FrameKind) {
    self.init(id: other.id, length: other.length, kind: kind)
    live = other.live
    dead = other.dead
    liveCopies = other.liveCopies
    deadCopies = other.deadCopies
  }
}
