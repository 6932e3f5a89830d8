import FileTree
import Format
import SystemPackage

/// Where a file has holes, as its file system says: a map for its node (FORMAT.md 7.3), and a hint,
/// since the file may change while it is looked at.
struct HoleMap: Sendable {
  /// With attributes and chunk lists the node still fits into a piece of a tree: 18 bytes each at
  /// most.
  static let maxHoles = 131_072

  static let none = HoleMap([])

  /// Ascending, without touching each other, within the size that the file had.
  private(set) var holes: [Hole]

  private init(_ holes: [Hole]) {
    self.holes = holes
  }

  /// The holes of a file that takes less room than its size: others are not asked.
  init(of file: OpenFile) {
    let status = file.statusWhenOpened
    guard status.allocatedBytes < status.size else {
      self = .none
      return
    }
    self.init(
      size: status.size,
      nextHole: { offset throws(Errno) in try file.nextHole(from: offset) },
      nextData: { offset throws(Errno) in try file.nextData(from: offset) })
  }

  /// Asks for holes and data in turn. What fails, or makes no sense, ends the map: the rest is
  /// stored as data.
  ///
  /// Of too many holes the long ones stay: those shorter than a limit go, which doubles until the
  /// others are few enough.
  init(
    size: UInt64, nextHole: (UInt64) throws(Errno) -> UInt64?,
    nextData: (UInt64) throws(Errno) -> UInt64?, maxHoles: Int = Self.maxHoles
  ) {
    self.init([])
    var minimalBytes: UInt64 = 1
    var offset: UInt64 = 0
    while offset < size {
      guard let found = try? nextHole(offset), found >= offset, found < size,
        let data = try? nextData(found) ?? size, data > found
      else { return }
      let end = min(data, size)
      append(Hole(offset: found, length: end - found), minimalBytes: minimalBytes)
      while holes.count > maxHoles {
        minimalBytes = minimalBytes < 4_096 ? 4_096 : minimalBytes * 2
        holes.removeAll { $0.length < minimalBytes }
      }
      offset = end
    }
  }

  /// One that touches the hole before makes that longer.
  private mutating func append(_ hole: Hole, minimalBytes: UInt64) {
    if let last = holes.last, last.end == hole.offset {
      holes[holes.count - 1] = Hole(offset: last.offset, length: last.length + hole.length)
    } else if hole.length >= minimalBytes {
      holes.append(hole)
    }
  }
}

extension HoleMap {
  /// The hole at `offset`, or else the first behind it.
  func hole(from offset: UInt64) -> Hole? {
    let index = firstIndex(endingAfter: offset)
    return index < holes.count ? holes[index] : nil
  }

  /// The holes of a file of which `size` bytes were there in the end.
  func within(_ size: UInt64) -> [Hole] {
    guard let last = holes.last, last.end > size else { return holes }
    return holes.prefix { $0.offset < size }.map { hole in
      Hole(offset: hole.offset, length: min(hole.end, size) - hole.offset)
    }
  }

  /// Drops the holes in which data was read after all.
  mutating func confirm(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
    let end = offset + UInt64(bytes.count)
    var index = firstIndex(endingAfter: offset)
    while index < holes.count, holes[index].offset < end {
      let from = Int(max(holes[index].offset, offset) - offset)
      let to = Int(min(holes[index].end, end) - offset)
      if UnsafeRawBufferPointer(rebasing: bytes[from..<to]).isAllZeros {
        index += 1
      } else {
        holes.remove(at: index)
      }
    }
  }

  private func firstIndex(endingAfter offset: UInt64) -> Int {
    var (low, high) = (0, holes.count)
    while low < high {
      let middle = low + (high - low) / 2
      if holes[middle].end > offset { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension Hole {
  /// The first byte behind it.
  var end: UInt64 { offset + length }
}
