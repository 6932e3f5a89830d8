import Format

/// IDs with the slots that they came from, in 256 parts by the first byte as they come, each part
/// to be brought into ascending order.
///
/// They are uniform: distributed over as many bins as a part has IDs, by what their first words
/// say, they stand almost where they belong.
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

  /// By ascending first bytes, each in the order in which its IDs came.
  private(set) var parts = [[Element]](repeating: [], count: 1 << Int(partBits))

  mutating func append(_ element: Element) {
    parts[Int(element.id.bytes.prefix.high >> (64 - Self.partBits))].append(element)
  }

  /// Takes all away, and keeps the memory.
  mutating func removeAll() {
    for part in parts.indices { parts[part].removeAll(keepingCapacity: true) }
  }

  /// One part by the first half of its IDs. `scratch` is memory that they may be in.
  static func ascending(_ part: [Element], _ scratch: inout [Element]) -> ArraySlice<Element> {
    let starts = distribute(part, &scratch)
    let isUniform = zip(starts, starts.dropFirst()).allSatisfy { $1 - $0 <= maxInBin }
    guard isUniform, part.count - (starts.last ?? 0) <= maxInBin else {
      return part.sorted(by: <)[...]
    }
    sort(&scratch, part.count)
    return scratch[..<part.count]
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
  private static func distribute(_ part: [Element], _ places: inout [Element]) -> [Int] {
    let bins = UInt64(part.count)
    func bin(_ element: Element) -> Int {
      Int((element.id.bytes.prefix.high << partBits).multipliedFullWidth(by: bins).high)
    }
    if let some = part.first, places.count < part.count {
      places += repeatElement(some, count: part.count - places.count)
    }
    var starts = [Int](repeating: 0, count: part.count)
    for element in part { starts[bin(element)] += 1 }
    var sum = 0
    for bin in starts.indices {
      sum += starts[bin]
      starts[bin] = sum
    }
    places.withUnsafeMutableBufferPointer { places in
      for element in part {
        let bin = bin(element)
        starts[bin] -= 1
        places[starts[bin]] = element
      }
    }
    return starts
  }
}
