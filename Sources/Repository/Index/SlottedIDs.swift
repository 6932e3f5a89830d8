import Format

/// IDs with the slots that they came from, to be brought into ascending order.
///
/// They are uniform: distributed over as many bins as there are IDs, by what their first words say,
/// they stand almost where they belong.
struct SlottedIDs: Sendable {
  struct Element: Sendable {
    let id: ChunkID
    let slot: UInt32
    let kind: ChunkKind

    fileprivate static func < (left: Element, right: Element) -> Bool {
      left.id.bytes.prefix < right.id.bytes.prefix
    }
  }

  private static let partBits: UInt64 = 8
  /// More in one bin are IDs that somebody made up, or one that is there very often.
  private static let maxInBin = 64

  private let elements: ArraySlice<Element>
  /// Leading bits that all of them share.
  private let sharedBits: UInt64

  /// In one part.
  static func whole(_ elements: [Element]) -> SlottedIDs {
    SlottedIDs(elements: elements[...], sharedBits: 0)
  }

  /// In 256 parts, by the first byte, ascending. `scratch` is memory that they may be in.
  static func parts(_ elements: [Element], _ scratch: inout [Element]) -> [SlottedIDs] {
    let starts = distribute(elements[...], among: 1 << Int(partBits), sharedBits: 0, &scratch)
    return starts.indices.map { bin in
      let end = bin + 1 < starts.count ? starts[bin + 1] : elements.count
      return SlottedIDs(elements: scratch[starts[bin]..<end], sharedBits: partBits)
    }
  }

  /// By the first half of their IDs. `scratch` is memory that they may be in.
  func ascending(_ scratch: inout [Element]) -> ArraySlice<Element> {
    let starts = Self.distribute(
      elements, among: elements.count, sharedBits: sharedBits, &scratch)
    let isUniform = zip(starts, starts.dropFirst()).allSatisfy { $1 - $0 <= Self.maxInBin }
    guard isUniform, elements.count - (starts.last ?? 0) <= Self.maxInBin else {
      return elements.sorted(by: <)[...]
    }
    Self.sort(&scratch, elements.count)
    return scratch[..<elements.count]
  }

  /// By insertion: hardly any has to move, and none far.
  private static func sort(_ elements: inout [Element], _ count: Int) {
    guard count > 1 else { return }
    for index in 1..<count where elements[index] < elements[index - 1] {
      let element = elements[index]
      var place = index
      repeat {
        elements[place] = elements[place - 1]
        place -= 1
      } while place > 0 && element < elements[place - 1]
      elements[place] = element
    }
  }

  /// Puts those of each bin side by side, the bins ascending; where each bin starts.
  private static func distribute(
    _ elements: ArraySlice<Element>, among bins: Int, sharedBits: UInt64,
    _ places: inout [Element]
  ) -> [Int] {
    func bin(_ element: Element) -> Int {
      let word = element.id.bytes.prefix.high << sharedBits
      return Int(word.multipliedFullWidth(by: UInt64(bins)).high)
    }
    if let some = elements.first, places.count < elements.count {
      places += repeatElement(some, count: elements.count - places.count)
    }
    var starts = [Int](repeating: 0, count: bins)
    for element in elements { starts[bin(element)] += 1 }
    var sum = 0
    for bin in starts.indices {
      sum += starts[bin]
      starts[bin] = sum
    }
    places.withUnsafeMutableBufferPointer { places in
      for element in elements {
        let bin = bin(element)
        starts[bin] -= 1
        places[starts[bin]] = element
      }
    }
    return starts
  }
}
