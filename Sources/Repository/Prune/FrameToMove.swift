import Format

/// One frame of a pack that will go, with its copies in the order of their bytes.
struct FrameToMove {
  struct Copy {
    let location: ChunkLocation
    let isLive: Bool
  }

  /// Where a copy stands in its frame; the ID tells an empty one from its neighbour.
  struct Place: Hashable, Comparable {
    let position: Int
    let id: ChunkID

    static func < (left: Self, right: Self) -> Bool { left.position < right.position }
  }

  let copies: [Copy]

  /// Whether all of it is needed, and all of it is known: then it moves as it is.
  var isWhole: Bool {
    guard let frame = copies.first?.location.frame else { return false }
    return copies.allSatisfy(\.isLive)
      && copies.reduce(0) { $0 + $1.location.formLength } == frame.rawLength
  }

  /// What the directory of its new pack says of it.
  var entries: [ChunkEntry] {
    copies.map { copy in
      ChunkEntry(
        id: copy.location.id, kind: copy.location.kind, rawLength: copy.location.rawLength,
        delta: copy.location.delta)
    }
  }
}

extension ChunkIndex {
  /// The frames with something live in them of some packs, in the order in which they stand there.
  func framesToMove(in packs: Set<PackID>, _ live: LiveChunks) -> [FrameToMove] {
    var frames: [FramePlace: [FrameToMove.Place: FrameToMove.Copy]] = [:]
    var number = 0
    for level in levels {
      let isWanted = level.packLengths.indices.map { row in
        level.packLengths[row] > 0 && packs.contains(level.table.pack(row).id)
      }
      for entry in 0..<level.table.entryCount {
        defer { number += 1 }
        guard let copy = level.table.copy(entry), isWanted[copy.frame.pack] else { continue }
        let location = level.table.location(copy)
        // Two runs may name one pack: its copies are there twice, and either may be needed.
        let place = FrameToMove.Place(position: location.position, id: location.id)
        let known = frames[FramePlace(location)]?[place]
        frames[FramePlace(location), default: [:]][place] = FrameToMove.Copy(
          location: location, isLive: known?.isLive == true || live.contains(number))
      }
    }
    return frames.filter { $0.value.values.contains(where: \.isLive) }
      .sorted { ($0.key.pack, $0.key.offset) < ($1.key.pack, $1.key.offset) }
      .map { FrameToMove(copies: $0.value.sorted { $0.key < $1.key }.map(\.value)) }
  }
}
