import Format

/// A part of a file, divided into spans that are holes and spans that are not; ascending, without
/// gaps.
struct HoleSpans: Sequence, IteratorProtocol {
  struct Span: Equatable {
    let start: UInt64
    let end: UInt64
    let isHole: Bool
  }

  private let holes: [Hole]
  private let end: UInt64
  private var offset: UInt64
  private var nextHole: Int

  /// `holes` ascend and do not touch (FORMAT.md 7.3).
  init(_ holes: [Hole], from start: UInt64, to end: UInt64) {
    self.holes = holes
    self.end = end
    offset = start
    var (low, high) = (0, holes.count)
    while low < high {
      let middle = (low + high) / 2
      if holes[middle].offset + holes[middle].length <= start {
        low = middle + 1
      } else {
        high = middle
      }
    }
    nextHole = low
  }

  mutating func next() -> Span? {
    guard offset < end else { return nil }
    let start = offset
    guard nextHole < holes.count, holes[nextHole].offset < end else {
      offset = end
      return Span(start: start, end: end, isHole: false)
    }
    let hole = holes[nextHole]
    guard hole.offset <= start else {
      offset = hole.offset
      return Span(start: start, end: offset, isHole: false)
    }
    offset = Swift.min(end, hole.offset + hole.length)
    nextHole += 1
    return Span(start: start, end: offset, isHole: true)
  }
}
