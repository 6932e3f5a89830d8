import Format
import Pipelines

/// Which snapshot needs a copy, if only one does.
///
/// A chunk is opened when the first snapshot names it, and once more when a second one does, to
/// tell everything below that it is shared; then never again. So all snapshots together cost twice
/// what a walk through their different trees costs, however many they are.
struct Ownership {
  private typealias Owner = UInt32
  private static let nobody: Owner = 0
  private static let several = Owner.max

  private let graph: ReferenceGraph
  private let cancellation: Cancellation
  private let counters: SurveyCounters
  private var owners: [Owner]
  private var snapshots: Owner = 0
  /// Whether all that they need is there and known.
  private(set) var isComplete = true

  init(_ graph: ReferenceGraph, _ cancellation: Cancellation, _ counters: SurveyCounters) {
    self.graph = graph
    self.cancellation = cancellation
    self.counters = counters
    owners = [Owner](repeating: Self.nobody, count: graph.index.entryCount)
  }

  /// Claims all that one more snapshot names.
  mutating func claim(_ snapshot: CatalogedSnapshot) throws {
    snapshots += 1
    guard let root = graph.root(snapshot.snapshot.root) else {
      isComplete = false
      return
    }
    guard note(snapshots, on: root.number) else { return }
    var level = [root]
    while !level.isEmpty {
      counters.addFound(level.count)
      var next: [NamingChunk] = []
      try graph.forEach(level, cancellation) { _, references in
        counters.addTree()
        if !references.missing.isEmpty { isComplete = false }
        for number in references.data { _ = note(snapshots, on: Int(number)) }
        for chunk in references.naming where note(snapshots, on: chunk.number) {
          next.append(chunk)
        }
      }
      level = next
    }
  }

  /// Claims what the deltas among them start from, then adds up what is whose, in the order in
  /// which the snapshots came: shares of sealed frames.
  mutating func bytesOfEach() -> [Int] {
    for number in owners.indices where owners[number] != Self.nobody { claimBases(of: number) }
    var sums = [Int](repeating: 0, count: Int(snapshots))
    for (number, owner) in owners.enumerated() where owner != Self.nobody && owner != Self.several {
      sums[Int(owner) - 1] += graph.index.copy(numbered: number)?.storedShare ?? 0
    }
    return sums
  }

  private mutating func claimBases(of number: Int) {
    var copy = graph.index.copy(numbered: number)
    for _ in 0..<Limits.maxDeltaDepth {
      guard let delta = copy, let base = graph.index.numberedBase(of: delta),
        note(owners[number], on: base.number)
      else { return }
      copy = graph.index.copy(numbered: base.number)
    }
  }

  /// Whether that says anything new about the copy.
  private mutating func note(_ owner: Owner, on number: Int) -> Bool {
    let known = owners[number]
    let now = known == Self.nobody || known == owner ? owner : Self.several
    owners[number] = now
    return now != known
  }
}
