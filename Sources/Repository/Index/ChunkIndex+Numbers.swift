import Format

extension ChunkIndex {
  /// The table that holds the entry of that number, and which one of its entries it is.
  func place(of number: Int) -> (table: IndexTable, entry: Int)? {
    var entry = number
    for level in levels.indices {
      let count = levels[level].table.entryCount
      if entry < count { return (levels[level].table, entry) }
      entry -= count
    }
    return nil
  }

  /// What the entry of that number says; `nil` if it contradicts its table.
  func copy(numbered number: Int) -> IndexedCopy? {
    place(of: number).flatMap { $0.table.copy($0.entry) }
  }

  /// An entry by its number, and by its place in one of the tables.
  struct Entry {
    let number: Int
    let level: Int
    let entry: Int
  }

  /// Entries that stand side by side in one table.
  struct EntryRange {
    let level: Int
    let entries: Range<Int>
    let firstNumber: Int
  }

  /// 48 MiB.
  static let entriesOfRange = 1 << 20

  /// All entries by ascending number, in ranges of at most so many.
  func entryRanges(of most: Int = entriesOfRange) -> [EntryRange] {
    var ranges: [EntryRange] = []
    var number = 0
    for level in levels.indices {
      let count = levels[level].table.entryCount
      for start in stride(from: 0, to: count, by: most) {
        let entries = start..<min(start + most, count)
        ranges.append(EntryRange(level: level, entries: entries, firstNumber: number))
        number += entries.count
      }
    }
    return ranges
  }

  /// Calls `body` with every entry of a range, by ascending number, and lets go what is mapped of
  /// its table then, so that going through an index takes no memory for it.
  @inline(__always)
  func forEachEntry(in range: EntryRange, _ body: (Entry, borrowing IndexTable) -> Void) {
    let table = levels[range.level].table
    var number = range.firstNumber
    for entry in range.entries {
      body(Entry(number: number, level: range.level, entry: entry), table)
      number += 1
    }
    table.releasePages()
  }

  /// Lets go what is mapped of files; it is mapped again when it is asked for.
  func releasePages() {
    for level in levels { level.table.releasePages() }
  }

  /// Calls `body` with every delta by ascending number, the others being passed over quickly.
  func forEachDelta(_ body: (Entry, borrowing IndexTable) -> Void) {
    guard levels.contains(where: { $0.table.layout.deltaCount > 0 }) else { return }
    for range in entryRanges() {
      forEachEntry(in: range) { if $1.isDelta($0.entry) { body($0, $1) } }
    }
  }

  func pack(ofCopy number: Int) -> PackID? {
    place(of: number).flatMap { place in
      place.table.copy(place.entry).map { place.table.pack($0.frame.pack).id }
    }
  }

  /// Plaintext of the data among these copies.
  func dataBytes(of copies: EntrySet) -> Int {
    var sum = 0
    copies.forEachNumber { number in
      if let copy = copy(numbered: number), copy.kind == .data { sum += copy.rawLength }
    }
    return sum
  }

  func id(numbered number: Int) -> ChunkID? {
    place(of: number).map { ChunkID($0.table.id($0.entry)) }
  }
}

/// Lets go what was passed of mapped tables, for whoever looks at entries by ascending numbers.
struct PassedEntries {
  private let index: ChunkIndex
  private var released = 0

  init(of index: ChunkIndex) {
    self.index = index
  }

  mutating func reach(_ number: Int) {
    guard abs(number - released) > ChunkIndex.entriesOfRange else { return }
    index.releasePages()
    released = number
  }
}
