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

  /// Calls `body` with every entry, by ascending number. What was passed of a mapped file is let
  /// go, so that going through an index takes no memory for it.
  @inline(__always)
  func forEachEntry(_ body: (Entry, borrowing IndexTable) -> Void) {
    var number = 0
    for level in levels.indices {
      let table = levels[level].table
      for entry in 0..<table.entryCount {
        body(Entry(number: number, level: level, entry: entry), table)
        number += 1
        if number % Self.entriesBetweenReleases == 0 { table.releasePages() }
      }
      table.releasePages()
    }
  }

  /// 96 MiB.
  static let entriesBetweenReleases = 2 << 20

  /// Lets go what is mapped of files; it is mapped again when it is asked for.
  func releasePages() {
    for level in levels { level.table.releasePages() }
  }

  /// The same with deltas only, the others being passed over quickly.
  func forEachDelta(_ body: (Entry, borrowing IndexTable) -> Void) {
    guard levels.contains(where: { $0.table.layout.deltaCount > 0 }) else { return }
    forEachEntry { entry, table in
      if table.isDelta(entry.entry) { body(entry, table) }
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
