#if canImport(Repository)
  import Repository
#endif

/// A set of names in one byte: packs, sessions or targets 0 to 7.
struct Bits: SetAlgebra, Sequence, NameQueue, Sendable {
  var rawValue: UInt8

  init(rawValue: UInt8) { self.rawValue = rawValue }
  init() { rawValue = 0 }
  init(_ element: Int) { rawValue = 1 << UInt8(element) }
  init(arrayLiteral elements: Int...) {
    rawValue = elements.reduce(0) { $0 | 1 << UInt8($1) }
  }

  var isEmpty: Bool { rawValue == 0 }
  func contains(_ element: Int) -> Bool { rawValue & (1 << UInt8(element)) != 0 }
  func isSubset(of other: Bits) -> Bool { rawValue & ~other.rawValue == 0 }
  func union(_ other: Bits) -> Bits { Bits(rawValue: rawValue | other.rawValue) }
  func intersection(_ other: Bits) -> Bits { Bits(rawValue: rawValue & other.rawValue) }
  func symmetricDifference(_ other: Bits) -> Bits { Bits(rawValue: rawValue ^ other.rawValue) }
  func subtracting(_ other: Bits) -> Bits { Bits(rawValue: rawValue & ~other.rawValue) }
  mutating func formUnion(_ other: Bits) { rawValue |= other.rawValue }
  mutating func formIntersection(_ other: Bits) { rawValue &= other.rawValue }
  mutating func formSymmetricDifference(_ other: Bits) { rawValue ^= other.rawValue }
  mutating func subtract(_ other: Bits) { rawValue &= ~other.rawValue }

  @discardableResult
  mutating func insert(_ element: Int) -> (inserted: Bool, memberAfterInsert: Int) {
    defer { rawValue |= 1 << UInt8(element) }
    return (!contains(element), element)
  }

  @discardableResult
  mutating func remove(_ element: Int) -> Int? {
    defer { rawValue &= ~(1 << UInt8(element)) }
    return contains(element) ? element : nil
  }

  @discardableResult
  mutating func update(with element: Int) -> Int? {
    defer { rawValue |= 1 << UInt8(element) }
    return contains(element) ? element : nil
  }

  var first: Int? { isEmpty ? nil : rawValue.trailingZeroBitCount }
  mutating func append(_ element: Int) { insert(element) }

  @discardableResult
  mutating func removeFirst() -> Int {
    defer { rawValue &= rawValue &- 1 }
    return rawValue.trailingZeroBitCount
  }

  struct Iterator: IteratorProtocol {
    var rest: UInt8

    mutating func next() -> Int? {
      guard rest != 0 else { return nil }
      defer { rest &= rest &- 1 }
      return rest.trailingZeroBitCount
    }
  }

  func makeIterator() -> Iterator { Iterator(rest: rawValue) }
  var underestimatedCount: Int { rawValue.nonzeroBitCount }
}

extension Bits {
  /// Every subset, the empty one included.
  func forEachSubset(_ body: (Bits) -> Void) {
    var subset = rawValue
    while true {
      body(Bits(rawValue: subset))
      if subset == 0 { return }
      subset = (subset &- 1) & rawValue
    }
  }
}
