import Format

extension IndexTable {
  /// The entries whose IDs begin with `prefix`; empty for an ID that is not here.
  func entries(_ prefix: ChunkPrefix) -> Range<Int> {
    guard let start = region.baseAddress, entryCount > 0,
      IndexFilter.mayContain(prefix, in: start + layout.filter, blocks: layout.filterBlocks)
    else { return 0..<0 }
    let first = firstEntry(notBelow: prefix)
    var end = first
    while end < entryCount, self.prefix(end) == prefix { end += 1 }
    return first..<end
  }

  /// Interpolation search: IDs are uniform, so an ID stands about where its first word says; a few
  /// entries are touched where a binary search touches twenty-four of ten million.
  private func firstEntry(notBelow prefix: ChunkPrefix) -> Int {
    var low = 0
    var high = entryCount
    var lowWord: UInt64 = 0
    var highWord = UInt64.max
    var probes = 0
    while high - low > 8 {
      let middle = probe(prefix.high, low, high, lowWord, highWord, halving: probes > 6)
      probes += 1
      let word = leadingWord(middle)
      if word < prefix.high {
        low = middle + 1
        lowWord = word
      } else if word > prefix.high {
        high = middle
        highWord = word
      } else if self.prefix(middle) < prefix {
        low = middle + 1
      } else {
        high = middle
        highWord = word
      }
    }
    while low < high, self.prefix(low) < prefix { low += 1 }
    return low
  }

  /// The entry to look at next: by interpolation, and by halving after several guesses, which bounds
  /// the worst case should a table not be uniform.
  @inline(__always)
  private func probe(
    _ word: UInt64, _ low: Int, _ high: Int, _ lowWord: UInt64, _ highWord: UInt64, halving: Bool
  ) -> Int {
    let span = high - low
    guard !halving, highWord > lowWord, word >= lowWord else { return low + span / 2 }
    let width = highWord - lowWord
    let offset = min(word - lowWord, width)
    let share = Double(offset) / Double(width)
    let guess = low + Int(share * Double(span))
    return min(max(guess, low), high - 1)
  }
}
