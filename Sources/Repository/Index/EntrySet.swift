/// A set of copies, each by its number in one `ChunkIndex`: a bit for each entry.
struct EntrySet: CopySet {
  private var words: [UInt64]
  private(set) var count = 0

  init(capacity: Int) {
    words = [UInt64](repeating: 0, count: (capacity + 63) / 64)
  }

  /// Whether it was not there before.
  mutating func insert(_ number: Int) -> Bool {
    let bit: UInt64 = 1 << UInt64(number % 64)
    guard words[number / 64] & bit == 0 else { return false }
    words[number / 64] |= bit
    count += 1
    return true
  }

  mutating func remove(_ number: Int) {
    guard contains(number) else { return }
    words[number / 64] &= ~(1 << UInt64(number % 64))
    count -= 1
  }

  func contains(_ number: Int) -> Bool {
    words[number / 64] & (1 << UInt64(number % 64)) != 0
  }

  /// In ascending order.
  func forEachNumber(_ body: (Int) -> Void) {
    forEachNumber(except: []) { body($0) }
  }

  /// The same without those that any of these sets, of the same index, contains.
  func forEachNumber(except others: [EntrySet], _ body: (Int) -> Void) {
    for (index, word) in words.enumerated() {
      var rest = others.reduce(word) { $0 & ~$1.words[index] }
      while rest != 0 {
        body(index * 64 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
  }
}
