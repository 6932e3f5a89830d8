/// Lines of an old text that became other lines; either may be none, not both.
struct LineHunk: Hashable {
  var old, new: Range<Int>
}

/// The fewest lines whose removal and addition make one text of another.
///
/// Myers, "An O(ND) Difference Algorithm and Its Variations", 1986, section 4b: linear in memory.
/// Lines stand for themselves as numbers.
struct LineDiff {
  /// Steps of the search, each some nanoseconds: a second, and far beyond what edits take.
  private static let maxSteps = 200_000_000

  private let old, new: [UInt32]
  private var isRemoved, isAdded: [Bool]
  /// How far paths from either end have come, by diagonal; counted from the middle of the arrays.
  private var forward, backward: [Int]
  private var steps = 0

  /// In order, with at least one line that stays between two. What may stand in several places,
  /// such as an empty line among others, stands in the last.
  ///
  /// `nil` if the texts are too different to find out in `maxSteps`.
  static func hunks(from old: [UInt32], to new: [UInt32], maxSteps: Int = maxSteps) -> [LineHunk]? {
    var diff = LineDiff(old, new)
    guard diff.compare(old.indices, new.indices, maxSteps: maxSteps) else { return nil }
    return diff.settledHunks
  }

  private init(_ old: [UInt32], _ new: [UInt32]) {
    self.old = old
    self.new = new
    isRemoved = Array(repeating: false, count: old.count)
    isAdded = Array(repeating: false, count: new.count)
    let diagonals = 2 * (old.count + new.count) + 3
    forward = Array(repeating: 0, count: diagonals)
    backward = forward
  }

  /// Marks what is removed and added; false if it takes too long.
  private mutating func compare(
    _ oldRange: Range<Int>, _ newRange: Range<Int>, maxSteps: Int
  ) -> Bool {
    var (olds, news) = (oldRange, newRange)
    while let first = olds.first, let other = news.first, old[first] == new[other] {
      (olds, news) = (olds.dropFirst(), news.dropFirst())
    }
    while let last = olds.last, let other = news.last, old[last] == new[other] {
      (olds, news) = (olds.dropLast(), news.dropLast())
    }
    guard !olds.isEmpty, !news.isEmpty else {
      for index in olds { isRemoved[index] = true }
      for index in news { isAdded[index] = true }
      return true
    }
    guard let middle = middle(olds, news, maxSteps) else { return false }
    return compare(
      olds.lowerBound..<middle.old, news.lowerBound..<middle.new, maxSteps: maxSteps)
      && compare(
        middle.old..<olds.upperBound, middle.new..<news.upperBound, maxSteps: maxSteps)
  }

  /// A place that a shortest path goes through, with about as many edits before it as after it.
  private mutating func middle(
    _ olds: Range<Int>, _ news: Range<Int>, _ maxSteps: Int
  ) -> (old: Int, new: Int)? {
    let (rows, columns) = (olds.count, news.count)
    let zero = old.count + new.count + 1
    let delta = rows - columns
    forward[zero + 1] = 0
    backward[zero + 1] = 0
    for edits in 0...((rows + columns + 1) / 2) {
      steps += 2 * edits + 2
      guard steps <= maxSteps else { return nil }
      for diagonal in stride(from: -edits, through: edits, by: 2) {
        let x = start(forward, zero, diagonal, edits)
        let end = x + common(olds.lowerBound + x, news.lowerBound + x - diagonal, olds, news)
        forward[zero + diagonal] = end
        let opposite = delta - diagonal
        if !delta.isMultiple(of: 2), abs(opposite) < edits,
          end + backward[zero + opposite] >= rows
        {
          return (olds.lowerBound + x, news.lowerBound + x - diagonal)
        }
      }
      for diagonal in stride(from: -edits, through: edits, by: 2) {
        let x = start(backward, zero, diagonal, edits)
        let end =
          x + commonBefore(olds.upperBound - x, news.upperBound - x + diagonal, olds, news)
        backward[zero + diagonal] = end
        let opposite = delta - diagonal
        if delta.isMultiple(of: 2), abs(opposite) <= edits,
          end + forward[zero + opposite] >= rows
        {
          return (olds.upperBound - x, news.upperBound - x + diagonal)
        }
      }
    }
    return nil
  }

  /// Where a path comes to a diagonal with its last edit.
  private func start(_ ends: [Int], _ zero: Int, _ diagonal: Int, _ edits: Int) -> Int {
    let (before, after) = (zero + diagonal - 1, zero + diagonal + 1)
    let isFromAbove = diagonal == -edits || diagonal != edits && ends[before] < ends[after]
    return isFromAbove ? ends[after] : ends[before] + 1
  }

  /// How many lines are equal from here on.
  private mutating func common(
    _ oldStart: Int, _ newStart: Int, _ olds: Range<Int>, _ news: Range<Int>
  ) -> Int {
    let count = min(olds.upperBound - oldStart, news.upperBound - newStart)
    var length = 0
    while length < count, old[oldStart + length] == new[newStart + length] { length += 1 }
    steps += length
    return length
  }

  /// How many lines are equal before this place.
  private mutating func commonBefore(
    _ oldEnd: Int, _ newEnd: Int, _ olds: Range<Int>, _ news: Range<Int>
  ) -> Int {
    let count = min(oldEnd - olds.lowerBound, newEnd - news.lowerBound)
    var length = 0
    while length < count, old[oldEnd - 1 - length] == new[newEnd - 1 - length] { length += 1 }
    steps += length
    return length
  }
}

// MARK: hunks

extension LineDiff {
  /// What is marked, as hunks.
  private var markedHunks: [LineHunk] {
    var hunks: [LineHunk] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      let start = (i, j)
      while i < old.count, isRemoved[i] { i += 1 }
      while j < new.count, isAdded[j] { j += 1 }
      if (i, j) != start { hunks.append(LineHunk(old: start.0..<i, new: start.1..<j)) }
      (i, j) = (i + 1, j + 1)
    }
    return hunks
  }

  /// The hunks, each as far down as it can be, so that equal edits are equal hunks. One that comes
  /// to touch the next becomes a part of it.
  private var settledHunks: [LineHunk] {
    var settled: [LineHunk] = []
    for hunk in markedHunks.reversed() {
      var hunk = lowest(hunk, before: settled.last)
      while let next = settled.last, next.old.lowerBound == hunk.old.upperBound {
        settled.removeLast()
        hunk = LineHunk(
          old: hunk.old.lowerBound..<next.old.upperBound,
          new: hunk.new.lowerBound..<next.new.upperBound)
        hunk = lowest(hunk, before: settled.last)
      }
      settled.append(hunk)
    }
    return settled.reversed()
  }

  /// The hunk as far down as it can be, where it may come to touch the next one.
  private func lowest(_ hunk: LineHunk, before next: LineHunk?) -> LineHunk {
    var hunk = hunk
    while let lower = slid(hunk, before: next) { hunk = lower }
    return hunk
  }

  /// The hunk a line further down, if that says the same and there is room.
  private func slid(_ hunk: LineHunk, before next: LineHunk?) -> LineHunk? {
    let (olds, news) = (hunk.old, hunk.new)
    guard olds.upperBound < next?.old.lowerBound ?? old.count else { return nil }
    let isSame =
      olds.isEmpty
      ? new[news.lowerBound] == new[news.upperBound]
      : news.isEmpty && old[olds.lowerBound] == old[olds.upperBound]
    guard isSame else { return nil }
    return LineHunk(
      old: (olds.lowerBound + 1)..<(olds.upperBound + 1),
      new: (news.lowerBound + 1)..<(news.upperBound + 1))
  }
}
