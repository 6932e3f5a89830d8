import Format

extension ChunkIndex {
  /// The table that holds the entry of that number, and which one of its entries it is.
  private func place(of number: Int) -> (table: IndexTable, entry: Int)? {
    var entry = number
    for level in levels {
      if entry < level.table.entryCount { return (level.table, entry) }
      entry -= level.table.entryCount
    }
    return nil
  }

  /// What the entry of that number says; `nil` if it contradicts its table.
  func copy(numbered number: Int) -> IndexedCopy? {
    place(of: number).flatMap { $0.table.copy($0.entry) }
  }

  func pack(ofCopy number: Int) -> PackID? {
    place(of: number).flatMap { place in
      place.table.copy(place.entry).map { place.table.pack($0.frame.pack).id }
    }
  }

  func location(numbered number: Int) -> ChunkLocation? {
    place(of: number).flatMap { place in
      place.table.copy(place.entry).map(place.table.location)
    }
  }

  /// Ascends as the copies stand in the packs of one table.
  func storageOrder(of number: Int) -> UInt64 {
    guard let copy = copy(numbered: number) else { return 0 }
    return UInt64(copy.frame.pack) << 32 | UInt64(truncatingIfNeeded: copy.frame.offset)
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
