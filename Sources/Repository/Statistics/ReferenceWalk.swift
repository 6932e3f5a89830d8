import Format
import Pipelines

/// Follows trees down to their chunks, each once however often it is named: level by level, all
/// trees at once.
struct ReferenceWalk {
  private let graph: ReferenceGraph
  private let cancellation: Cancellation
  private let counters: SurveyCounters
  /// Every chunk that was reached, of data and of trees.
  private(set) var needed: EntrySet
  /// Chunks that are named and have no usable copy, or cannot be read.
  private(set) var missing: Set<ChunkID> = []
  /// Whether one of them names others, which were not reached then.
  private(set) var missesTrees = false

  /// Whether all that is needed is there and known.
  var isComplete: Bool { missing.isEmpty && !missesTrees }

  init(_ graph: ReferenceGraph, _ cancellation: Cancellation, _ counters: SurveyCounters) {
    self.graph = graph
    self.cancellation = cancellation
    self.counters = counters
    needed = EntrySet(capacity: graph.index.entryCount)
  }

  mutating func follow(_ snapshots: [CatalogedSnapshot]) throws {
    var level: [NamingChunk] = []
    for root in snapshots.map(\.snapshot.root) {
      if let chunk = graph.root(root) {
        if needed.insert(chunk.number) { level.append(chunk) }
      } else {
        missing.insert(root.id)
        missesTrees = true
      }
    }
    while !level.isEmpty {
      counters.addFound(level.count)
      var next: [NamingChunk] = []
      try graph.forEach(level, cancellation) { _, references in
        counters.addTree()
        if !references.missing.isEmpty { missing.formUnion(references.missing) }
        missesTrees = missesTrees || references.missesTrees
        for number in references.data { _ = needed.insert(Int(number)) }
        for chunk in references.naming where needed.insert(chunk.number) { next.append(chunk) }
      }
      level = next
    }
  }

  /// No copy, of the same index.
  var nothing: EntrySet { EntrySet(capacity: graph.index.entryCount) }

  /// What the deltas among the chunks that were reached need besides.
  func bases() -> EntrySet {
    var bases = nothing
    graph.index.forEachDelta { entry, table in
      guard needed.contains(entry.number) else { return }
      var copy = table.copy(entry.entry)
      // Chains end after eight steps; those of a repository that was made to do harm here.
      for _ in 0..<Limits.maxDeltaDepth {
        guard let delta = copy, let base = graph.index.numberedBase(of: delta),
          !needed.contains(base.number), bases.insert(base.number)
        else { return }
        copy = graph.index.copy(numbered: base.number)
      }
    }
    return bases
  }
}
