import Format
import Pipelines

/// Follows trees down to their chunks, each once however often it is named.
struct ReferenceWalk {
  private let graph: ReferenceGraph
  private let cancellation: Cancellation
  private let counters: SurveyCounters
  /// Every chunk that was reached, of data and of trees.
  private(set) var needed: EntrySet
  /// Plaintext of the data among them.
  private(set) var dataBytes = 0
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

  mutating func follow(_ root: TreeReference) throws {
    guard let number = graph.number(of: root.id, root.chunkKind) else {
      missing.insert(root.id)
      missesTrees = true
      return
    }
    guard needed.insert(number) else { return }
    var pending = [(number, root.chunkKind)]
    while let (number, kind) = pending.popLast() {
      try cancellation.check()
      pending += try open(number, kind)
    }
  }

  /// What is named by it and has to be opened in turn.
  private mutating func open(
    _ number: Int, _ kind: ChunkKind
  ) throws(RepositoryError) -> [(Int, ChunkKind)] {
    var found: [(Int, ChunkKind)] = []
    do throws(RepositoryError) {
      let references = try graph.references(of: number, kind)
      counters.addTree()
      missing.formUnion(references.missing)
      missesTrees = missesTrees || references.missesTrees
      for number in references.numbers where needed.insert(Int(number)) {
        guard let copy = graph.index.copy(numbered: Int(number)) else { continue }
        if copy.kind == .data {
          dataBytes += copy.rawLength
        } else {
          found.append((Int(number), copy.kind))
        }
      }
    } catch {
      guard error.isFinding else { throw error }
      if let id = graph.index.id(numbered: number) { missing.insert(id) }
      missesTrees = true
    }
    return found
  }

  /// What the deltas among the chunks that were reached need besides.
  func bases() -> EntrySet {
    var bases = EntrySet(capacity: graph.index.entryCount)
    needed.forEachNumber { number in
      var copy = graph.index.copy(numbered: number)
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
