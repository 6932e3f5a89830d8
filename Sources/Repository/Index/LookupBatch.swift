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

  private var elements: [SlottedIDs.Element] = []
  private var scratch: [SlottedIDs.Element] = []

  var count: Int { elements.count }

  /// More of them, each with the kind that its chunk must have; no more than 2^32 - 1.
  mutating func add(_ ids: [ChunkID], _ kinds: [ChunkKind]) {
    let start = UInt32(count)
    for place in ids.indices {
      elements.append(
        SlottedIDs.Element(id: ids[place], slot: start + UInt32(place), kind: kinds[place]))
    }
  }

  /// Takes all away, and keeps the memory.
  mutating func removeAll() {
    elements.removeAll(keepingCapacity: true)
  }

  /// In the order in which they were added.
  subscript(slot: Int) -> (id: ChunkID, kind: ChunkKind) {
    (elements[slot].id, elements[slot].kind)
  }

  /// Of each the number of a usable copy of the right kind in the index.
  mutating func numbers(
    in index: ChunkIndex, workers: Int, _ cancellation: Cancellation
  ) throws -> SlotNumbers {
    let numbers = SlotNumbers(count)
    // Few are found before a thread has begun.
    guard workers > 1, count > Self.fewIDs else {
      Self.find(.whole(elements), in: index, &scratch, numbers)
      return numbers
    }
    var parts = SlottedIDs.parts(elements, &scratch)[...]
    try orderedMap(
      workers: workers, limit: workers * 4, cancellation: cancellation,
      next: { parts.popFirst() },
      makeState: { [SlottedIDs.Element]() },
      transform: { scratch, part in Self.find(part, in: index, &scratch, numbers) },
      consume: { if parts.count % Self.partsBetweenReleases == 0 { index.releasePages() } })
    return numbers
  }

  private static func find(
    _ part: SlottedIDs, in index: ChunkIndex, _ scratch: inout [SlottedIDs.Element],
    _ numbers: SlotNumbers
  ) {
    var lookup = AscendingLookup(index)
    for element in part.ascending(&scratch) {
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
}
