import Format

extension IndexTable {
  /// The entries whose IDs begin with `prefix`; empty for an ID that is not here.
  func entries(_ prefix: ChunkPrefix) -> Range<Int> {
    guard mayContain(prefix) else { return 0..<0 }
    let first = firstEntry(notBelow: prefix)
    return first..<end(of: prefix, from: first)
  }

  /// What the filter says.
  @inline(__always)
  func mayContain(_ prefix: ChunkPrefix) -> Bool {
    guard let start = region.baseAddress, entryCount > 0 else { return false }
    return IndexFilter.mayContain(prefix, in: start + layout.filter, blocks: layout.filterBlocks)
  }

  /// Where the entries end, from that one on, whose IDs begin with `prefix`.
  @inline(__always)
  func end(of prefix: ChunkPrefix, from first: Int) -> Int {
    var end = first
    while end < entryCount, self.prefix(end) == prefix { end += 1 }
    return end
  }

  /// Newton's method on IDs, which are uniform: each of n stands about where its first word says,
  /// off by √n, and the distance in IDs from there to the one that is looked for tells how many
  /// entries to go, off by the root of that. Of ten million entries three or four far ones are
  /// touched and some beside the place, where a binary search touches twenty-four.
  ///
  /// After some guesses the rest is halved, which bounds the worst case should a table not be
  /// uniform.
  private func firstEntry(notBelow prefix: ChunkPrefix) -> Int {
    firstEntry(notBelow: prefix, from: 0, startingAt: distance(prefix.high))
  }

  /// `start` is the first guess, below `entryCount`; all entries before `from` are below `prefix`.
  func firstEntry(notBelow prefix: ChunkPrefix, from: Int, startingAt start: Int) -> Int {
    var low = from
    var high = entryCount
    var probe = start
    var guesses = 0
    while low < high {
      let found = self.prefix(probe)
      let isBelow = found < prefix
      if isBelow { low = probe + 1 } else { high = probe }
      guard low < high else { break }
      guesses += 1
      if guesses > Self.maxGuesses {
        probe = low + (high - low) / 2
      } else if isBelow {
        probe = min(low + distance(prefix.high - found.high), high - 1)
      } else {
        probe = max(high - 1 - distance(found.high - prefix.high), low)
      }
    }
    return low
  }

  /// A guess is right within some entries long before.
  private static let maxGuesses = 16

  /// How many entries stand in a stretch of IDs, on the average: less than there are.
  @inline(__always)
  func distance(_ words: UInt64) -> Int {
    Int(words.multipliedFullWidth(by: UInt64(entryCount)).high)
  }
}
