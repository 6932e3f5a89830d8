import Format

/// What the index says of one copy, in 72 bytes: for hundreds of thousands that are gone through
/// as they stand in the packs, while their entries stand anywhere.
struct PackedCopy: Sendable {
  let number: UInt32
  let id: ChunkID
  fileprivate let entry: PackedEntry
  fileprivate let frame: PackedFrame

}

extension ChunkIndex {
  /// The copies of these numbers, as they stand in the packs; reads the index from the front to the
  /// end.
  func packedCopies(_ numbers: some Collection<Int>) -> [PackedCopy] {
    var copies: [PackedCopy] = []
    copies.reserveCapacity(numbers.count)
    var passed = PassedEntries(of: self)
    for number in numbers.sorted() {
      guard let (table, entry) = place(of: number) else { continue }
      copies.append(PackedCopy(number, table, entry))
      passed.reach(number)
    }
    releasePages()
    return copies.indices.map { (order: storageOrder(copies[$0]), place: $0) }
      .sorted { $0.order < $1.order }.map { copies[$0.place] }
  }

  /// By tables, by packs, by frames.
  private func storageOrder(_ copy: PackedCopy) -> UInt64 {
    var rest = Int(copy.number)
    let table = levels.firstIndex { level in
      rest -= level.table.entryCount
      return rest < 0
    }
    return UInt64(table ?? 0) << 60 | UInt64(copy.frame.pack) << 28 | UInt64(copy.frame.offset)
  }

  /// Where it is; `nil` if its entry contradicts the table.
  func location(_ packed: PackedCopy) -> ChunkLocation? {
    guard let (table, entry) = place(of: Int(packed.number)) else { return nil }
    return table.copy(entry, packed.entry, packed.frame).map { table.location($0, packed.id) }
  }
}

extension PackedCopy {
  fileprivate init(_ number: Int, _ table: IndexTable, _ entry: Int) {
    self.number = UInt32(clamping: number)
    id = ChunkID(table.id(entry))
    self.entry = table.packedEntry(entry)
    frame =
      self.entry.frame < table.layout.frameCount
      ? table.packedFrame(Int(self.entry.frame)) : PackedFrame(low: .max, high: .max)
  }
}
