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

  func id(numbered number: Int) -> ChunkID? {
    place(of: number).map { ChunkID($0.table.id($0.entry)) }
  }
}
