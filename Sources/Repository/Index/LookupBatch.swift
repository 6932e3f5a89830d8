import Format
import Pipelines

/// Very many IDs that are looked up together.
///
/// One lookup in an index of ten million chunks is some misses of the processor's caches. Of a
/// million that ascend each stands a few entries behind the one before it, so that the index is
/// read from the front to the end; and parts of them, on several threads.
struct LookupBatch: Sendable {
  private static let fewIDs = 16_384
  private static let partsBetweenReleases = 128

  private var ids = SlottedIDs()
  /// In the order in which they were added, the kinds that they must have.
  private(set) var kinds: [ChunkKind] = []

  var count: Int { kinds.count }

  /// More of them, each with the kind that its chunk must have; no more than 2^32 - 1.
  mutating func add(_ more: [ChunkID], _ kinds: [ChunkKind]) {
    for place in more.indices {
      ids.append(
        SlottedIDs.Element(id: more[place], slot: UInt32(count + place), kind: kinds[place]))
    }
    self.kinds += kinds
  }

  /// Takes all away, and keeps the memory.
  mutating func removeAll() {
    ids.removeAll()
    kinds.removeAll(keepingCapacity: true)
  }

  /// Of each the number of a usable copy of the right kind in the index.
  func numbers(
    in index: ChunkIndex, workers: Int, _ cancellation: Cancellation
  ) throws -> SlotNumbers {
    let numbers = SlotNumbers(count)
    // Few are found before a thread has begun.
    guard workers > 1, count > Self.fewIDs else {
      var lookup = AscendingLookup(index)
      var scratch: [SlottedIDs.Element] = []
      for part in ids.parts { Self.find(part, &lookup, &scratch, numbers) }
      return numbers
    }
    var parts = ids.parts[...]
    try orderedMap(
      workers: workers, limit: workers * 4, cancellation: cancellation,
      next: { parts.popFirst() },
      makeState: { [SlottedIDs.Element]() },
      transform: { scratch, part in
        var lookup = AscendingLookup(index)
        Self.find(part, &lookup, &scratch, numbers)
      },
      consume: { if parts.count % Self.partsBetweenReleases == 0 { index.releasePages() } })
    return numbers
  }

  /// Those of which there is no usable copy of the right kind, with their slots, ascending.
  func missing(_ numbers: SlotNumbers) -> [(slot: Int, id: ChunkID)] {
    guard numbers.missCount > 0 else { return [] }
    return ids.parts.joined().filter { numbers[Int($0.slot)] == nil }
      .map { (Int($0.slot), $0.id) }.sorted { $0.slot < $1.slot }
  }

  private static func find(
    _ part: [SlottedIDs.Element], _ lookup: inout AscendingLookup,
    _ scratch: inout [SlottedIDs.Element], _ numbers: SlotNumbers
  ) {
    for element in SlottedIDs.ascending(part, &scratch) {
      guard let copy = lookup.numbered(element.id), copy.kind == element.kind else { continue }
      numbers.set(element.slot, copy.number)
    }
  }
}

/// The number of a copy for each slot of a batch.
///
/// Sendable although it is written through a pointer: each slot belongs to one part, which one
/// thread looks up, and nothing is read before all threads have ended.
final class SlotNumbers: @unchecked Sendable {
  private static let nothing = UInt32.max
  private let numbers: UnsafeMutableBufferPointer<UInt32>

  fileprivate init(_ count: Int) {
    numbers = .allocate(capacity: count)
    numbers.initialize(repeating: Self.nothing)
  }

  deinit { numbers.deallocate() }

  fileprivate func set(_ slot: UInt32, _ number: Int) {
    numbers[Int(slot)] = UInt32(exactly: number) ?? Self.nothing
  }

  /// `nil` if there is none.
  subscript(slot: Int) -> UInt32? { numbers[slot] == Self.nothing ? nil : numbers[slot] }

  /// How many slots have none.
  fileprivate var missCount: Int { numbers.count { $0 == Self.nothing } }
}
